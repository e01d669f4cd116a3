/** Words as a shell takes them, in one line. */
export const quoted = (words: readonly string[]): string =>
  words.map((w) => (/^[\w./=:-]+$/.test(w) ? w : `'${w.replaceAll("'", "'\\''")}'`)).join(' ');

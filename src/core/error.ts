/**
 * What a user typed, or a file a user gave, cannot be used.
 *
 * The message is one line: what, which value, what to do. The command line prints it and exits 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(message: string) {
    super(oneLine(message));
  }
}

/** Characters of a message at the most; what is quoted in it may be of any length. */
const LONGEST = 4000;

/** A message as a line, whatever is quoted in it: line ends and what else would move a cursor by their escapes, and the middle of a long one left out. */
function oneLine(message: string): string {
  const text =
    message.length > LONGEST
      ? `${message.slice(0, LONGEST - 1001)} … ${message.slice(-1000)}`
      : message;
  return text.replaceAll(
    /\p{Cc}|[\u2028\u2029]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The first line of what was thrown. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;

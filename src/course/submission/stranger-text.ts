/** Characters at the most. */
const LONGEST = 1500;

/** A text that may quote a stranger, as a short line: without what would move a cursor, colour a terminal or turn the direction of writing. */
export const strangerText = (text: string, most = LONGEST): string =>
  text.slice(0, most).replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');

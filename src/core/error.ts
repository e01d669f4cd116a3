/**
 * What a user typed, or a file a user gave, cannot be used.
 *
 * The message is one line: what, which value, what to do. The command line prints it and exits 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The first line of what was thrown. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;

/** A mistake in an expression, as data; lines and columns count from 1 within its text. */
export interface ExpressionIssue {
  /** What, which value, what to do. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** The issue at a place of a text, 0-based in UTF-16 units. */
export function issueAt(text: string, offset: number, message: string): ExpressionIssue {
  const before = text.slice(0, offset).split('\n');
  return { message, line: before.length, column: before.at(-1)!.length + 1 };
}

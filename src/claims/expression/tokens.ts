import { type ExpressionIssue, issueAt } from './issue.ts';

export interface Token {
  readonly kind: 'number' | 'name' | 'word' | 'symbol' | 'end';
  /** The text; of a word without its quotes. */
  readonly text: string;
  readonly at: number;
}

// A hyphen between letters belongs to a name, as in gradient-descent; a minus sign stands between spaces or beside digits.
const PATTERNS = [
  ['space', /\s+/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*(?:[.-][\p{L}_][\p{L}\p{N}_]*)*/uy],
  ['word', /'[^'\n]*'|"[^"\n]*"/y],
  ['symbol', /<=|>=|!=|==|[-+*/^()[\],=<>%≤≥≠−×÷·]/uy],
] as const;

/** What a text is made of, or its first mistake. */
export type Tokens = readonly Token[] | ExpressionIssue;

/** Other spellings of a symbol. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ...{ '==': '=', '≤': '<=', '≥': '>=', '≠': '!=' },
  ...{ '−': '-', '×': '*', '·': '*', '÷': '/' },
};

/** The numbers, names, words in quotes and symbols of a text, with an end behind them; or its first mistake. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const found = match(text, at);
    if (found === undefined) {
      const sign = String.fromCodePoint(text.codePointAt(at)!);
      const quote = sign === '"' || sign === "'";
      return issueAt(text, at, quote ? `no closing ${sign}` : `${sign} has no meaning here`);
    }
    const [kind, raw] = found;
    if (kind !== 'space') tokens.push({ kind, at, text: cleaned(kind, raw) });
    at += raw.length;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function match(text: string, at: number) {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) return [kind, found[0]] as const;
  }
  return undefined;
}

function cleaned(kind: Token['kind'], raw: string): string {
  if (kind === 'word') return raw.slice(1, -1);
  return kind === 'symbol' ? (SPELLINGS[raw] ?? raw) : raw;
}

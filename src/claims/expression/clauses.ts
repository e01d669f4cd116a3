import type { ExpressionIssue } from './issue.ts';
import { parseTokens } from './parse.ts';
import type { Expression } from './syntax.ts';
import { type Token, tokensOf } from './tokens.ts';

/**
 * Reads a condition on runs, as `where:` has it, or says where it is wrong: an expression in which clauses that stand side by side all have
 * to hold, so that `method = sgd batch <= 16` is `method = sgd and batch <= 16`.
 */
export function parseCondition(text: string): Expression | ExpressionIssue {
  const tokens = tokensOf(text);
  return parseTokens(text, 'length' in tokens ? withAnd(tokens) : tokens);
}

/** No expression has an operand right behind an operand, so that no text changes its meaning. */
const withAnd = (tokens: readonly Token[]): readonly Token[] =>
  tokens.flatMap((token, i) => {
    const before = tokens[i - 1];
    const isBetween = before !== undefined && endsOperand(before) && beginsClause(token);
    return isBetween ? [{ kind: 'name', text: 'and', at: token.at }, token] : [token];
  });

/** Words that stand between operands, or before one. */
const OPERATORS: readonly string[] = ['and', 'or', 'not'];

const endsOperand = ({ kind, text }: Token): boolean =>
  kind === 'symbol' ? [')', ']', '%'].includes(text) : kind !== 'end' && !isOperator(kind, text);

const beginsClause = ({ kind, text }: Token): boolean =>
  kind === 'name' && (text === 'not' || !(isOperator(kind, text) || text === 'exists'));

const isOperator = (kind: Token['kind'], text: string): boolean =>
  kind === 'name' && OPERATORS.includes(text);

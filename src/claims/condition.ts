import { checkExpression } from './expression/check.ts';
import { parseCondition } from './expression/clauses.ts';
import type { ExpressionIssue } from './expression/issue.ts';
import type { Names } from './expression/names.ts';
import { isIssue } from './expression/parse.ts';
import type { Expression } from './expression/syntax.ts';
import { holdsIn } from './table/evaluate.ts';
import { type Row, type Table, vocabularyOf } from './table/table.ts';

/**
 * Reads a condition on runs, as `where:`, `--where` and `--arms` have it: `method = sgd and batch <= 64`, or without the `and`. Either the
 * condition, or what is wrong with it.
 */
export function readCondition(
  text: string,
  names: Names,
):
  | { readonly condition: Expression; readonly issues: readonly [] }
  | { readonly condition?: undefined; readonly issues: readonly ExpressionIssue[] } {
  const found = parseCondition(text);
  if (isIssue(found)) return { issues: [found] };
  const issues = checkExpression(found, { names, arms: [], lets: {} }, 'condition');
  return issues.length > 0 ? { issues } : { condition: found, issues: [] };
}

/** The rows in which a condition holds; those that lack an axis that it needs are none of them. */
export function rowsWhere(condition: Expression, table: Table): readonly Row[] {
  const base = {
    all: table.rows,
    rows: table.rows,
    vocabulary: vocabularyOf(table),
    arms: {},
    lets: {},
  };
  return table.rows.filter(
    (row) => holdsIn(condition, { ...base, row, named: new Set(), touched: new Set() }) === true,
  );
}

import type { Names } from '../expression/names.ts';
import type { Expression } from '../expression/syntax.ts';
import { readArms, readLets } from './read-arms.ts';
import { readMatch } from './read-match.ts';
import { readScope } from './read-scope.ts';
import { readStatement } from './read-statement.ts';
import {
  complain,
  isMapping,
  type Reader,
  readChoice,
  readExpression,
  type StatementIssue,
  shown,
} from './reader.ts';
import type { Expectations, Statement } from './statement.ts';

/** What an experiment file says of its predictions, as YAML gave it. */
export interface ExpectationSource {
  /** A list of statements. */
  readonly expect?: unknown;
  readonly arms?: unknown;
  readonly let?: unknown;
  readonly match?: unknown;
  readonly claim?: unknown;
  /** `holm` or `none`. */
  readonly across?: unknown;
  /** Axes of which every combination has a verdict of its own. */
  readonly scope?: unknown;
  /** Ids of the statements that are meant; all of them where it is absent. */
  readonly only?: readonly string[];
}

/** Either the predictions of a file, or everything that is wrong with them. */
export type Checked =
  | { readonly expectations: Expectations; readonly issues: readonly [] }
  | { readonly expectations?: undefined; readonly issues: readonly StatementIssue[] };

/**
 * Reads the predictions of an experiment file, and holds every name in them against what the grid and its measures
 * have. Needs no run: a file that could not be judged is refused before it costs anything.
 *
 * Never throws on what a user wrote; `issues` say what is wrong, each with its path and its place in the expression.
 */
export function checkStatements(source: ExpectationSource, names: Names): Checked {
  const issues: StatementIssue[] = [];
  const bare = { names, arms: [], lets: {} };
  const first: Reader = {
    issues,
    scope: { ...bare, arms: isMapping(source.arms) ? Object.keys(source.arms) : [] },
  };
  const lets = readLets(first, ['let'], source.let);
  const arms = readArms({ issues, scope: { ...bare, lets } }, ['arms'], source.arms);
  const reader: Reader = { issues, scope: { names, lets, arms: Object.keys(arms) } };
  const file = { arms, match: readMatch(reader, ['match'], source.match) ?? [] };
  const { only } = source;
  const isMeant = (one: unknown) =>
    only === undefined || (isMapping(one) && only.includes(String(one.id)));
  const settings = readScope(reader, source.scope);
  const statements = listOf(reader, source.expect)
    .flatMap((one, i) =>
      isMeant(one) ? (readStatement(reader, ['expect', i], one, file) ?? []) : [],
    )
    .map((one) => (settings.length === 0 ? one : { ...one, settings }));
  uniqueIds(reader, statements);
  const across =
    source.across === undefined
      ? 'holm'
      : readChoice(reader, ['across'], source.across, ['holm', 'none']);
  const claim = readClaim(reader, statements, source.claim);
  return issues.length > 0
    ? { issues }
    : { expectations: { statements, across: across!, ...(claim ? { claim } : {}) }, issues: [] };
}

function listOf(reader: Reader, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  complain(reader, ['expect'], `${shown(value)} is no list of statements`);
  return [];
}

function uniqueIds(reader: Reader, statements: readonly Statement[]): void {
  const seen = new Set<string>();
  for (const { id } of statements) {
    if (seen.has(id)) complain(reader, ['expect'], `two statements are called "${id}"`);
    seen.add(id);
  }
}

/** The claim of a file over the ids of its statements: `rises and (settles or flatter)`. */
function readClaim(
  reader: Reader,
  statements: readonly Statement[],
  value: unknown,
): Expression | undefined {
  if (value === undefined) return undefined;
  const ids = Object.fromEntries(statements.map(({ id }) => [id, [true]]));
  const scope = { names: { axes: ids, scalars: [], series: [], facts: [] }, arms: [], lets: {} };
  return readExpression(reader, ['claim'], value, 'condition', scope);
}

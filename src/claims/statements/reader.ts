import { didYouMean } from '../../core/nearest.ts';
import { checkExpression } from '../expression/check.ts';
import { parseCondition } from '../expression/clauses.ts';
import { isIssue, parseExpression } from '../expression/parse.ts';
import type { Scope } from '../expression/scope.ts';
import type { Expression } from '../expression/syntax.ts';
import type { Wanted } from '../expression/types.ts';
import { isTooLong } from '../expression/written-out.ts';

export type Path = readonly (string | number)[];

/** A mistake in what a file predicts, as data. */
export interface StatementIssue {
  /** Keys and places from the top of the file: `['expect', 0, 'value', 'of']`. */
  readonly path: Path;
  /** What, which value, what to do. */
  readonly message: string;
  /** Where in the expression at the path, from 1; absent where the value as a whole is meant. */
  readonly within?: { readonly line: number; readonly column: number };
}

/** Reads values of unknown shape, and gathers what is wrong with them. */
export interface Reader {
  readonly issues: StatementIssue[];
  readonly scope: Scope;
}

export const complain = ({ issues }: Reader, path: Path, message: string): undefined => {
  issues.push({ path, message });
};

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The longest name that arms, expressions and statements go by; figures and their files are called by some of them. */
const LONGEST_NAME = 200;

/** Whether a name may be as long as it is; where it may not, that is said. */
export function isShort(reader: Reader, path: Path, name: string): boolean {
  if (name.length <= LONGEST_NAME) return true;
  complain(
    reader,
    path,
    `${shown(name)} has ${name.length} characters; give a name of at most ${LONGEST_NAME}`,
  );
  return false;
}

/** The value as people wrote it, short. */
export const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** The mapping at a path, with keys among these alone. */
export function readMapping(
  reader: Reader,
  path: Path,
  value: unknown,
  keys: readonly string[],
): Readonly<Record<string, unknown>> | undefined {
  if (!isMapping(value))
    return complain(reader, path, `${shown(value)} is no mapping of keys to values`);
  const strays = Object.keys(value).filter((key) => !keys.includes(key));
  if (strays.length > NAMED)
    complain(
      reader,
      [...path, strays[0]!],
      `${unknownKeys(strays)}; the keys are ${keys.join(', ')}`,
    );
  else for (const key of strays) strayKey(reader, [...path, key], key, keys);
  return value;
}

/** So many unknown keys of a mapping are named one by one. */
const NAMED = 3;

/** `unknown keys "a", "b", "c" and 997 more` */
const unknownKeys = (keys: readonly string[]): string =>
  `unknown keys ${keys.slice(0, NAMED).map(shown).join(', ')} and ${keys.length - NAMED} more`;

function strayKey(reader: Reader, path: Path, key: string, keys: readonly string[]): void {
  // In braces YAML ends a value at a comma, so that the rest of an expression becomes a key.
  if (/[)\]]/.test(key))
    complain(
      reader,
      path,
      `quote the expression that ends in "${key}", since it has a comma in it`,
    );
  else
    complain(
      reader,
      path,
      `unknown key "${key}"${didYouMean(key, keys) || `; the keys are ${keys.join(', ')}`}`,
    );
}

/** An expression that reads well and names what there is; a number stands for itself. */
export function readExpression(
  reader: Reader,
  path: Path,
  value: unknown,
  wanted: Wanted,
  scope = reader.scope,
): Expression | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return complain(
      reader,
      path,
      value === undefined ? 'missing; write an expression' : `${shown(value)} is no expression`,
    );
  const found = (wanted === 'condition' ? parseCondition : parseExpression)(String(value));
  if (!isIssue(found) && isTooLong(found, scope.lets))
    return complain(
      reader,
      path,
      `${shown(value)} has too many parts once the names of let: are written out; shorten it`,
    );
  const issues = isIssue(found) ? [found] : checkExpression(found, scope, wanted);
  for (const { message, line, column } of issues)
    reader.issues.push({ path, message, within: { line, column } });
  return isIssue(found) || issues.length > 0 ? undefined : found;
}

export function readText(reader: Reader, path: Path, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return complain(reader, path, `${shown(value)} is no text`);
}

export function readChoice<T extends string>(
  reader: Reader,
  path: Path,
  value: unknown,
  choices: readonly T[],
): T | undefined {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const hint = typeof value === 'string' ? didYouMean(value, choices) : '';
  const what = value === undefined ? 'missing' : `${shown(value)} is not known${hint}`;
  return complain(reader, path, `${what}; write ${choices.join(' or ')}`);
}

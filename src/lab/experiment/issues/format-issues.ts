import type * as z from 'zod';
import { didYouMean } from '../../../core/nearest.ts';
import { type Issue, type Path, pathName } from '../../spec/issue.ts';

type ZodIssue = z.core.$ZodIssue;

/** Turns zod's issues about `root` into sentences: what, which value, what to do. */
export const issuesOf = (issues: readonly ZodIssue[], root: unknown): Issue[] =>
  issues.flatMap((issue) => leaves(issue)).flatMap((issue) => sentences(issue, root));

/** A value as messages quote it: scalars in full up to 60 characters, collections by kind. */
export const quote = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
};

/** The value at a path of plain data, or undefined. */
const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, key)
        ? (node as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );

/** The issues of the alternative the user meant: the one that got furthest into the value. */
function leaves(issue: ZodIssue): ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((branch) => branch.flatMap((inner) => leaves(inner)));
  const best = branches.reduce((a, b) => (further(b, a) ? b : a));
  return best.map((leaf) => ({ ...leaf, path: [...issue.path, ...leaf.path] }));
}

/** Whether branch `b` got further than `a`: deeper into the value, or as deep with fewer faults. */
function further(b: readonly ZodIssue[], a: readonly ZodIssue[]): boolean {
  const depth = (branch: readonly ZodIssue[]) =>
    Math.max(...branch.map((leaf) => leaf.path.length));
  return depth(b) > depth(a) || (depth(b) === depth(a) && b.length < a.length);
}

function sentences(issue: ZodIssue, root: unknown): Issue[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ');
    return issue.keys.length > NAMED
      ? [unknownKeys(path, issue.keys, known)]
      : issue.keys.map((key) => unknownKey(path, key, known));
  }
  if (issue.code === 'invalid_union') return [discriminator(path, root, issue)];
  const value = valueAt(root, path);
  const name = pathName(path);
  if (value === undefined) {
    return [{ path, absent: true, text: `${name} is missing: ${issue.message}` }];
  }
  if (value === null) return [{ path, text: `${name} has no value: ${issue.message}` }];
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    return [unknownName(path, value, issue.values.map(String))];
  }
  if (issue.code === 'too_small' && issue.origin !== 'number' && issue.origin !== 'int') {
    return [{ path, text: `${name} is empty: ${issue.message}` }];
  }
  return [
    { path, text: `${name} must be ${demand(issue)}, got ${quote(value)}: ${issue.message}` },
  ];
}

/** What the value should have been; reads the bound from the check itself, so they cannot differ. */
function demand(issue: ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `${issue.inclusive === false ? '>' : '≥'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive === false ? '<' : '≤'} ${issue.maximum}`;
    case 'invalid_type':
      return nouns[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return 'a name';
    default:
      return 'of another form';
  }
}

const nouns: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function unknownKey(path: Path, key: string, known: readonly string[]): Issue {
  const place = path.length === 0 ? '' : ` in ${pathName(path)}`;
  const text = `unknown key ${quote(key)}${place}${suggest(key, known)}`;
  return { path: [...path, key], key: true, text };
}

/** So many unknown keys of a mapping are named one by one. */
const NAMED = 3;

function unknownKeys(path: Path, keys: readonly string[], known: readonly string[]): Issue {
  const place = path.length === 0 ? '' : ` in ${pathName(path)}`;
  const named = keys.slice(0, NAMED).map(quote).join(', ');
  const text = `unknown keys ${named} and ${keys.length - NAMED} more${place} (known: ${known.join(', ')})`;
  return { path: [...path, keys[0]!], key: true, text };
}

/** What the names at a key are names of, where the key itself does not say. */
const kinds: Readonly<Record<string, string>> = {
  data: 'dataset',
  name: 'dataset',
  network: 'network kind',
  kind: 'network kind',
  'schedule.kind': 'schedule',
  'expect.*': 'outcome',
};

function unknownName(path: Path, value: string, known: readonly string[]): Issue {
  const keys = path.filter((key) => typeof key === 'string');
  const last = keys.at(-1) ?? '';
  const kind = kinds[keys.slice(-2).join('.')] ?? kinds[`${keys.at(-2)}.*`] ?? kinds[last] ?? last;
  const depth = path.lastIndexOf(last);
  const place = depth === 0 ? '' : ` in ${pathName(path.slice(0, depth))}`;
  const text = `unknown ${kind} ${quote(value)}${place}${suggest(value, known)}`;
  return { path, text };
}

/** A method entry whose `method` is mistyped, is not there, or is there under a mistyped key. */
function discriminator(
  path: Path,
  root: unknown,
  issue: ZodIssue & { code: 'invalid_union' },
): Issue {
  const key = String(path.at(-1));
  const entry = path.slice(0, -1);
  const value = valueAt(root, path);
  const known = ('options' in issue ? (issue.options as readonly unknown[]) : []).map(String);
  if (typeof value === 'string') return unknownName(path, value, known);
  if (value !== undefined) {
    const got = `${pathName(path)} must be a name, got ${quote(value)}`;
    return { path, text: `${got}: write ${known.join(', ')}` };
  }
  const keys = Object.keys(valueAt(root, entry) as object);
  const mistyped = keys.find((candidate) => didYouMean(candidate, [key]) !== '');
  if (mistyped !== undefined) return unknownKey(entry, mistyped, [key]);
  return { path, absent: true, text: `${pathName(path)} is missing: write ${known.join(', ')}` };
}

/** The nearest known word, or all of them where none is near. */
const suggest = (word: string, known: readonly string[]): string =>
  didYouMean(word, known) || ` (known: ${known.join(', ')})`;

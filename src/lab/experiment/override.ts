import { parseDocument } from 'yaml';
import { InputError } from '../../core/error.ts';
import { type Path, pathName } from '../spec/issue.ts';
import { quote } from './issues/format-issues.ts';
import { STRICT, structureIssue, TO_JS } from './yaml/structure.ts';

/** Where a value is given on the command line, or by a patch, instead of at its place in the file. */
export interface Override {
  /** As the user typed it: `--set data.train=200`. */
  readonly label: string;
  readonly path: Path;
  /** Whether it stands in the file itself, as a patch of it. */
  readonly inFile?: true;
}

/** A short form of a section, as the mapping that a deeper key can be set in. */
const longForms: Readonly<Record<string, string>> = { data: 'name', network: 'kind' };

/** An option of the command line that takes `key.path=value`, and where its keys begin. */
export interface SetFlag {
  readonly flag: string;
  readonly example: string;
  readonly below: readonly string[];
}

const SET: SetFlag = { flag: '--set', example: 'data.train=200', below: [] };

/**
 * Puts `key.path=value` into plain data and says where it went; the value is parsed as YAML, list
 * entries are `methods.1` or `methods[1]`, and missing mappings on the way are made.
 *
 * Throws InputError where there is no `=`, no key, no such entry, or nothing to set a key in.
 */
export function applySet(
  root: unknown,
  set: string,
  { flag, example, below }: SetFlag = SET,
): { root: unknown; override: Override } {
  const label = `${flag} ${set.trim().replaceAll(/\s+/g, ' ')}`;
  const at = set.indexOf('=');
  if (at < 0) throw new InputError(`${label}: no "=": write ${flag} ${example}`);
  const keys = keysOf(set.slice(0, at));
  if (keys.includes('')) {
    throw new InputError(`${label}: a key is empty: write ${flag} ${example}`);
  }
  const value = parseValue(set.slice(at + 1), label);
  return putAt(root, [...below, ...keys], value, label);
}

/** The keys of a dotted path: `methods.1.rate` or `methods[1].rate`. */
export const keysOf = (dotted: string): readonly string[] =>
  dotted
    .trim()
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.');

/**
 * Puts a value into plain data, at keys of which digits are the places of lists, and says where it went; missing mappings on the
 * way are made. Throws InputError, naming `label`, where there is no such entry, or nothing to set a key in.
 */
export function putAt(
  root: unknown,
  keys: readonly string[],
  value: unknown,
  label: string,
): { root: unknown; override: Override } {
  const path: (string | number)[] = [];
  return { root: put(root, keys, value, path, label), override: { label, path } };
}

/** A value of the command line, as YAML; throws InputError, naming `label`, where it is none. */
export function parseValue(text: string, label: string): unknown {
  const document = parseDocument(text, STRICT);
  const [issue] = [...document.errors, ...document.warnings];
  if (issue?.code === 'MULTIPLE_DOCS') {
    throw new InputError(`${label}: the value is several YAML documents: give one`);
  }
  if (issue) throw new InputError(`${label}: the value is not valid YAML: ${firstLine(issue)}`);
  const built = structureIssue(document);
  if (built) throw new InputError(`${label}: the value is not valid YAML: ${built.message}`);
  try {
    return document.toJS(TO_JS);
  } catch (error) {
    throw new InputError(`${label}: the value is not valid YAML: ${firstLine(error)}`);
  }
}

/** The first line of an error's message, without its full stop. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/[.:]$/, '');

/** A copy of `node` with `value` under `keys`; writes the resolved path into `path`. */
function put(
  node: unknown,
  keys: readonly string[],
  value: unknown,
  path: (string | number)[],
  label: string,
): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const parent = lengthen(node, path);
  if (Array.isArray(parent)) {
    const index = /^\d+$/.test(key) ? Number(key) : Number.NaN;
    if (!(index < parent.length)) {
      throw new InputError(`${label}: ${pathName(path)} is a list: use ${entriesOf(path, parent)}`);
    }
    path.push(index);
    return parent.with(index, put(parent[index], rest, value, path, label));
  }
  if (typeof parent !== 'object' || parent === null) {
    throw new InputError(
      `${label}: ${pathName(path)} is ${quote(node)}, which has no keys: set it whole`,
    );
  }
  const children = parent as Readonly<Record<string, unknown>>;
  const child = Object.hasOwn(children, key) ? children[key] : undefined;
  path.push(key);
  // A computed key is an own property even where it is `__proto__`.
  return { ...children, [key]: put(child, rest, value, path, label) };
}

/** What is absent becomes a mapping, and so do `data: mnist`, `network: linear`, `trace: true`. */
function lengthen(node: unknown, path: Path): unknown {
  const key = longForms[String(path[0])];
  if (node === undefined || node === null) return {};
  if (typeof node === 'string' && key !== undefined && path.slice(1).every(Number.isInteger)) {
    return { [key]: node };
  }
  return typeof node === 'boolean' && path[0] === 'measure' ? {} : node;
}

const entriesOf = (path: Path, list: readonly unknown[]): string =>
  list.length === 0
    ? `${pathName(path)}=[…] to fill it`
    : list.length === 1
      ? `${path.join('.')}.0`
      : `${path.join('.')}.0 to ${path.join('.')}.${list.length - 1}`;

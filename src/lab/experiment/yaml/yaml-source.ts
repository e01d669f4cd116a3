import { dirname } from 'node:path';
import { type Document, LineCounter } from 'yaml';
import type { InputError } from '../../../core/error.ts';
import { defaults } from '../../spec/defaults.ts';
import { type Issue, type Path, pathName } from '../../spec/issue.ts';
import { most } from '../../spec/limits.ts';
import type { BudgetName } from '../claim/budget.ts';
import { applySet, keysOf, type Override, putAt } from '../override.ts';
import { oneLine, parseYaml, placeOf, toPlain } from './parse.ts';
import { positionOf } from './yaml-position.ts';

/** An experiment as plain data, which still knows where each node was written. */
export interface Source {
  readonly root: unknown;
  /** The folder that a relative path at this node counts from. */
  readonly folderOf: (path: Path) => string;
  /** One line for the first of the issues, with a count of the others. */
  readonly error: (issues: readonly Issue[]) => InputError;
  /** The same with these changes, in their order; errors say `under`. Throws InputError for a change that does not fit. */
  readonly changed: (changes: readonly Change[], under?: string) => Source;
}

/** A value that a file, at a place of its own, puts somewhere else in it: a patch. */
export interface Change {
  /** Where it goes; a place in a list by its digits. */
  readonly keys: readonly string[];
  readonly value: unknown;
  /** Where it stands in the file. */
  readonly at: Path;
}

/** What is put into a file before it is read: the patch of a budget, then sets in their order, then seeds, and where these begin. */
export interface Overrides {
  readonly budget?: BudgetName | undefined;
  readonly sets?: readonly string[] | undefined;
  readonly seeds?: number | undefined;
  /** The first of as many seeds as there are, ≥ 0. */
  readonly seedsFrom?: number | undefined;
}

/**
 * Parses YAML and puts the patch of a budget and the command line's values into it.
 *
 * Throws InputError for text that is not YAML and for a `--set` that does not fit.
 */
export function loadSource(
  text: string,
  where: string,
  { budget, sets = [], seeds, seedsFrom }: Overrides,
): Source {
  const lines = new LineCounter();
  const document = parseYaml(text.replace(/^\uFEFF/, ''), where, lines);
  const plain = sourceOf({ document, lines, where }, toPlain(document, where, lines), []);
  let { root, overrides } =
    budget === undefined || budget === 'default'
      ? plain
      : plain.changed(budgetChanges(plain.root, budget));
  for (const set of sets) {
    const applied = applySet(root, set);
    root = applied.root;
    overrides = [...overrides, applied.override];
  }
  if (seeds !== undefined) {
    root = { ...(root as object), seeds };
    overrides = [...overrides, { label: `--seeds ${seeds}`, path: ['seeds'] }];
  }
  if (seedsFrom !== undefined) {
    root = { ...(root as object), seeds: begunAt(seedsFrom, root) };
    overrides = [...overrides, { label: `--seeds-from ${seedsFrom}`, path: ['seeds'] }];
  }
  return sourceOf({ document, lines, where }, root, overrides);
}

/**
 * As many seeds as the data ask for, one after the other from `first` on. A list names its seeds for a reason, and keeps them; what is no number of seeds is
 * found wrong when the file is read.
 */
function begunAt(first: number, root: unknown): unknown {
  const { seeds = defaults.seeds } = root as { seeds?: unknown };
  return typeof seeds === 'number' && Number.isInteger(seeds) && seeds >= 1 && seeds <= most.seeds
    ? Array.from({ length: seeds }, (_, i) => first + i)
    : seeds;
}

/** Issues that are looked up in the text, to say the first of them. */
const MOST_PLACED = 1000;

interface Written {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly where: string;
  /** In which setting the data are read, for messages. */
  readonly under?: string;
}

interface OverriddenSource extends Source {
  readonly overrides: readonly Override[];
  readonly changed: (changes: readonly Change[], under?: string) => OverriddenSource;
}

function sourceOf(
  written: Written,
  root: unknown,
  overrides: readonly Override[],
): OverriddenSource {
  const { document, lines, where, under } = written;
  const ownerOf = (path: Path) =>
    overrides.findLast(
      (override) =>
        begins(override.path, path) ||
        // A mapping that a deeper --set made is not in the file.
        (begins(path, override.path) && !document.hasIn(path)),
    );
  return {
    ...{ root, overrides },
    // What is typed in a shell counts from where the shell is.
    folderOf: (path) => {
      const owner = ownerOf(path);
      return owner === undefined || owner.inFile ? dirname(where) : '.';
    },
    error(issues) {
      const placed = issues.slice(0, MOST_PLACED).map((issue) => {
        const owner = ownerOf(issue.path);
        const at = positionOf(document, lines, issue.path, issue.key ? 'key' : 'value');
        const place = owner?.label ?? placeOf(where, at);
        // What a patch puts in comes first, since the file without it was right; the command line comes after the file, and what is
        // absent after what is mistyped.
        const late = owner !== undefined || issue.absent === true;
        const order = owner?.inFile
          ? Number.NEGATIVE_INFINITY
          : late
            ? Number.POSITIVE_INFINITY
            : at.offset;
        const text = under === undefined ? issue.text : `${under}: ${issue.text}`;
        return { text: `${place}: ${text}`, order };
      });
      const first = placed.reduce((a, b) => (b.order < a.order ? b : a));
      return oneLine(first.text, issues.length - 1);
    },
    changed(changes, setting = under) {
      let now = root;
      const made = changes.map(({ keys, value, at }) => {
        const label = `${placeOf(where, positionOf(document, lines, at, 'key'))}: ${pathName(at)}`;
        const put = putAt(now, keys, value, label);
        now = put.root;
        return { ...put.override, inFile: true } as const;
      });
      const settled = { ...written, ...(setting !== undefined && { under: setting }) };
      return sourceOf(settled, now, [...overrides, ...made]);
    },
  };
}

/** What a budget changes in a file, which is taken as it stands where it has no such budget; what is no mapping yet is found wrong when the file is read. */
function budgetChanges(root: unknown, budget: BudgetName): readonly Change[] {
  const budgets: unknown = isMapping(root) ? root.budgets : undefined;
  const patch = isMapping(budgets) ? budgets[budget] : undefined;
  return changesOf(isMapping(patch) ? patch : {}, ['budgets', budget]);
}

/** The changes of a patch that stands at `at`: dotted paths with values. */
export const changesOf = (patch: Readonly<Record<string, unknown>>, at: Path): readonly Change[] =>
  Object.entries(patch).map(([dotted, value]) => ({
    keys: keysOf(dotted),
    value,
    at: [...at, dotted],
  }));

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const begins = (start: Path, path: Path) => start.every((key, i) => key === path[i]);

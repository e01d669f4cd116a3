import { dirname } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { InputError } from '../../core/error.ts';
import type { Issue, Path } from '../spec/issue.ts';
import { applySet, firstLine, type Override, STRICT } from './override.ts';
import { brokenAlias, type Position, positionAt, positionOf } from './yaml-position.ts';

/** An experiment as plain data, which still knows where each node was written. */
export interface Source {
  readonly root: unknown;
  /** The folder that a relative path at this node counts from. */
  readonly folderOf: (path: Path) => string;
  /** One line for the first of the issues, with a count of the others. */
  readonly error: (issues: readonly Issue[]) => InputError;
}

/**
 * Parses YAML and puts the command line's values into it, `sets` in order and `seeds` last.
 *
 * Throws InputError for text that is not YAML and for a `--set` that does not fit.
 */
export function loadSource(
  text: string,
  where: string,
  sets: readonly string[],
  seeds: number | undefined,
): Source {
  const lines = new LineCounter();
  const document = parseYaml(text.replace(/^\uFEFF/, ''), where, lines);
  let root = toPlain(document, where, lines);
  const overrides: Override[] = [];
  for (const set of sets) {
    const applied = applySet(root, set);
    root = applied.root;
    overrides.push(applied.override);
  }
  if (seeds !== undefined) {
    root = { ...(root as object), seeds };
    overrides.push({ label: `--seeds ${seeds}`, path: ['seeds'] });
  }
  const ownerOf = (path: Path) =>
    overrides.findLast(
      (override) =>
        begins(override.path, path) ||
        // A mapping that a deeper --set made is not in the file.
        (begins(path, override.path) && !document.hasIn(path)),
    );
  return {
    root,
    // What is typed in a shell counts from where the shell is.
    folderOf: (path) => (ownerOf(path) === undefined ? dirname(where) : '.'),
    error(issues) {
      const placed = issues.map((issue) => {
        const owner = ownerOf(issue.path);
        const at = positionOf(document, lines, issue.path, issue.key ? 'key' : 'value');
        const place = owner?.label ?? placeOf(where, at);
        // The command line comes after the file; what is absent after what is mistyped.
        const order = owner || issue.absent ? Number.POSITIVE_INFINITY : at.offset;
        return { text: `${place}: ${issue.text}`, order };
      });
      const first = placed.reduce((a, b) => (b.order < a.order ? b : a));
      return oneLine(first.text, placed.length - 1);
    },
  };
}

function parseYaml(text: string, where: string, lines: LineCounter): Document {
  const document = parseDocument(text, { lineCounter: lines, ...STRICT });
  // A warning is a tag or directive that would be ignored in silence.
  const [first, ...more] = [...document.errors, ...document.warnings];
  if (first === undefined) return document;
  const place = placeOf(where, positionAt(lines, first.pos[0]));
  if (first.code === 'MULTIPLE_DOCS') {
    throw new InputError(
      `${place}: a second document begins here, which nothing would read: put it into a file of its own`,
    );
  }
  throw oneLine(`${place}: not valid YAML: ${firstLine(first)}`, more.length);
}

function toPlain(document: Document, where: string, lines: LineCounter): unknown {
  try {
    const root: unknown = document.toJS();
    if (root !== null) return root;
  } catch (error) {
    const place = placeOf(where, positionAt(lines, brokenAlias(document)));
    throw new InputError(`${place}: not valid YAML: ${firstLine(error)}`);
  }
  throw new InputError(`${where}:1:1: the file is empty: start with question: and methods:`);
}

const placeOf = (where: string, { line, column }: Position) => `${where}:${line}:${column}`;

const begins = (start: Path, path: Path) => start.every((key, i) => key === path[i]);

const oneLine = (text: string, more: number): InputError =>
  new InputError(more === 0 ? text : `${text} (and ${more} more)`);

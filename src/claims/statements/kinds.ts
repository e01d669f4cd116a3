import { didYouMean } from '../../core/nearest.ts';
import { own } from '../expression/own.ts';
import type { Pattern } from '../table/arm.ts';
import { readPattern } from './read-arms.ts';
import { readMargin } from './read-range.ts';
import { allOf, number, readSlope, readWindow, windowKeys } from './read-slope.ts';
import {
  complain,
  isMapping,
  type Path,
  type Reader,
  readChoice,
  readExpression,
} from './reader.ts';
import type { Kind } from './statement.ts';

/** Reads what stands under the key of a kind; undefined where it is wrong, and then an issue says so. */
export type ReadFields = (
  reader: Reader,
  path: Path,
  fields: Readonly<Record<string, unknown>>,
  arms: Record<string, Pattern>,
) => Readonly<Record<string, unknown>> | undefined;

/** How a kind of statement is written. */
export interface KindCard {
  readonly keys: readonly string[];
  /** Whether a range is predicted with `in:`; else the kind has its own margin. */
  readonly in: boolean;
  readonly read: ReadFields;
}

/** Every kind of statement; docs/claims.md lists the same. */
export const kinds: Readonly<Record<Kind, KindCard>> = {
  value: {
    keys: ['of'],
    in: true,
    read: (reader, path, fields) => allOf({ of: number(reader, path, fields, 'of') }),
  },
  ratio: { keys: ['of', 'from', 'to'], in: true, read: readBetween },
  difference: { keys: ['of', 'from', 'to'], in: true, read: readBetween },
  slope: {
    keys: ['of', 'over', 'scale', 'per', 'bend', ...windowKeys],
    in: true,
    read: readSlope,
  },
  order: {
    keys: ['of', 'over', 'goes', 'by'],
    in: false,
    read: (reader, path, fields) =>
      allOf({
        of: number(reader, path, fields, 'of'),
        over: number(reader, path, fields, 'over'),
        goes: readChoice(reader, [...path, 'goes'], fields.goes, ['rises', 'falls']),
        by: readMargin(reader, [...path, 'by'], fields.by),
      }),
  },
  equal: { keys: ['of', 'from', 'to', 'within'], in: false, read: readEqual },
  collapse: {
    keys: ['of', 'over', 'within'],
    in: false,
    read: (reader, path, fields) =>
      allOf({
        of: number(reader, path, fields, 'of'),
        over: number(reader, path, fields, 'over'),
        within: readMargin(reader, [...path, 'within'], fields.within),
      }),
  },
  share: {
    keys: ['of', 'per', ...windowKeys],
    in: true,
    read: (reader, path, fields) => {
      const per = readChoice(reader, [...path, 'per'], fields.per, ['step', 'run', 'seed']);
      const of = readExpression(reader, [...path, 'of'], fields.of, 'condition');
      const all = allOf({ of, per: per === 'seed' ? 'run' : per });
      return all && { ...all, ...readWindow(reader, path, fields) };
    },
  },
  correlation: {
    keys: ['of', 'with', 'within'],
    in: true,
    read: (reader, path, fields) =>
      allOf({
        of: number(reader, path, fields, 'of'),
        with: number(reader, path, fields, 'with'),
        within: readChoice(reader, [...path, 'within'], fields.within ?? 'seed', ['seed', 'arm']),
      }),
  },
  shape: {
    keys: ['of', 'is', 'within'],
    in: false,
    read: (reader, path, fields) =>
      allOf({
        of: number(reader, path, fields, 'of'),
        is: number(reader, path, fields, 'is'),
        within: readMargin(reader, [...path, 'within'], fields.within),
      }),
  },
};

function readBetween(
  reader: Reader,
  path: Path,
  fields: Readonly<Record<string, unknown>>,
  arms: Record<string, Pattern>,
) {
  const of = number(reader, path, fields, 'of');
  const [from, to] = ['from', 'to'].map((key) =>
    readArm(reader, [...path, key], fields[key], arms),
  );
  if (from !== undefined && isRelative(arms[from]!))
    return complain(reader, [...path, 'from'], `"${from}" depends on the run judged; only to: can`);
  return allOf({ of, from, to });
}

/** The name of an arm: one of the file, or of its own from its axes. */
function readArm(
  reader: Reader,
  path: Path,
  value: unknown,
  arms: Record<string, Pattern>,
): string | undefined {
  if (typeof value === 'string') {
    if (own(arms, value) !== undefined) return value;
    const known = Object.keys(arms);
    return complain(
      reader,
      path,
      `no arm is called "${value}"${didYouMean(value, known) || '; write its axes, or name it in arms:'}`,
    );
  }
  if (value === undefined)
    return complain(reader, path, 'missing; write the axes of an arm, as { batch: 4 }');
  const pattern = readPattern(reader, path, value);
  if (pattern === undefined || Object.keys(pattern).length === 0) return undefined;
  const name = Object.entries(pattern)
    .map(([axis, { text }]) => `${axis} = ${text}`)
    .join(', ');
  arms[name] = pattern;
  return name;
}

/** Whether an arm is given by the run that is judged. */
export const isRelative = (pattern: Pattern): boolean =>
  Object.values(pattern).some(
    ({ node }) => !['number', 'truth', 'word', 'name'].includes(node.kind),
  );

function readEqual(
  reader: Reader,
  path: Path,
  fields: Readonly<Record<string, unknown>>,
  arms: Record<string, Pattern>,
) {
  const within = readMargin(reader, [...path, 'within'], fields.within);
  if (fields.from === undefined && !isMapping(fields.to))
    return allOf({
      of: number(reader, path, fields, 'of'),
      to: number(reader, path, fields, 'to'),
      within,
    });
  const found = readBetween(reader, path, fields, arms);
  if (found === undefined || within === undefined) return undefined;
  const { of, from, to } = found;
  return { of, within, to: { from, to, pair: 'seed' } };
}

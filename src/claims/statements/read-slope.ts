import type { Expression } from '../expression/syntax.ts';
import { readMargin } from './read-range.ts';
import { complain, type Path, type Reader, readChoice, readExpression, shown } from './reader.ts';

/** The keys of a window along a run. */
export const windowKeys = ['after', 'before'];

/** The number under a key. */
export const number = (
  reader: Reader,
  path: Path,
  fields: Readonly<Record<string, unknown>>,
  key: string,
) => readExpression(reader, [...path, key], fields[key], 'number');

/** The fields, if each of them could be read. */
export const allOf = (fields: Readonly<Record<string, unknown>>) =>
  Object.values(fields).includes(undefined) ? undefined : fields;

/** The fields of `slope:`. */
export function readSlope(reader: Reader, path: Path, fields: Readonly<Record<string, unknown>>) {
  const of = number(reader, path, fields, 'of');
  const over = number(reader, path, fields, 'over');
  const per =
    fields.per === undefined
      ? null
      : readChoice(reader, [...path, 'per'], fields.per, ['doubling']);
  const scale = readScale(reader, [...path, 'scale'], fields.scale);
  if (per && fields.scale !== undefined)
    complain(reader, [...path, 'scale'], 'per: doubling has its own scale; leave one of them out');
  const bend = fields.bend === undefined ? null : readBend(reader, [...path, 'bend'], fields.bend);
  const found = allOf({ of, over, scale, per, bend });
  if (found === undefined) return undefined;
  return {
    ...{ of, over, scale: per ? ['linear', 'log'] : scale },
    ...(per ? { per } : {}),
    ...(bend === null ? {} : { bend }),
    ...readWindow(reader, path, fields),
  };
}

const scales = ['log', 'linear'] as const;

function readScale(reader: Reader, path: Path, value: unknown) {
  if (value === undefined) return ['log', 'log'];
  const both = Array.isArray(value) ? value : [value, value];
  if (both.length !== 2)
    return complain(
      reader,
      path,
      'a scale is log, linear, or one of them for either, as [linear, log]',
    );
  const found = both.map((one, i) => readChoice(reader, [...path, i], one, scales));
  return found.includes(undefined) ? undefined : found;
}

function readBend(reader: Reader, path: Path, value: unknown): number | undefined {
  const margin = readMargin(reader, path, value);
  if (margin?.kind === 'plain' && margin.value >= 1)
    return complain(reader, path, `${shown(value)} is no share; write it as 5%`);
  return margin?.value;
}

/** The places `after:` and `before:`, where they are given. */
export function readWindow(reader: Reader, path: Path, fields: Readonly<Record<string, unknown>>) {
  const ends: [string, Expression][] = windowKeys.flatMap((key) => {
    const found =
      fields[key] === undefined
        ? undefined
        : readExpression(reader, [...path, key], fields[key], 'any');
    return found === undefined ? [] : [[key, found]];
  });
  return Object.fromEntries(ends);
}

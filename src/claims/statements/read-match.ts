import { LOSS_TOLERANCE } from '../../stats/mismatch.ts';
import { readMargin } from './read-range.ts';
import { complain, isMapping, type Path, type Reader, readExpression, shown } from './reader.ts';
import type { Match } from './statement.ts';

/** Times and counts are set, so that they agree but for the last step. */
const COUNT_TOLERANCE = 0.01;

const matches: Readonly<Record<string, readonly [of: string, within: number]>> = {
  loss: ['trainLoss', LOSS_TOLERANCE],
  time: ['time', COUNT_TOLERANCE],
  steps: ['steps', COUNT_TOLERANCE],
  epochs: ['epochs', COUNT_TOLERANCE],
};

/** `match:`: loss, time, steps, epochs or none, or measures with how near they must be: `{ loss: 2%, trace: 10% }`. */
export function readMatch(
  reader: Reader,
  path: Path,
  value: unknown,
): readonly Match[] | undefined {
  if (value === undefined) return undefined;
  if (value === 'none') return [];
  const wanted = isMapping(value)
    ? Object.entries(value)
    : typeof value === 'string'
      ? [[value, undefined] as const]
      : undefined;
  if (wanted === undefined)
    return complain(
      reader,
      path,
      `${shown(value)} is no match; write loss, time, steps, epochs, none, or { loss: 2% }`,
    );
  return wanted.flatMap(([key, margin]) => {
    const known = Object.hasOwn(matches, key) ? matches[key] : undefined;
    if (margin === undefined && known === undefined)
      return (
        complain(
          reader,
          path,
          `${shown(value)} is no match; write loss, time, steps, epochs, none, or { loss: 2% }`,
        ) ?? []
      );
    const of = readExpression(reader, [...path, key], known?.[0] ?? key, 'number');
    const within =
      margin === undefined ? known![1] : readMargin(reader, [...path, key], margin)?.value;
    return of === undefined || within === undefined ? [] : [{ of, within }];
  });
}

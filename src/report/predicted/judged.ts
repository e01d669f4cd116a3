import type { PartVerdict } from '../../claims/judging/verdict.ts';
import type { Mark } from '../plot/mark.ts';
import { legendKey, meanWithInterval, seeds, zone } from '../plot/marks/index.ts';
import type { Axis } from '../plot/parts.ts';
import { scaleFor } from '../plot/scale.ts';
import { judgedAxis } from './judged-axis.ts';
import type { JudgedNumber } from './judged-number.ts';

/** The numbers of a statement in their predicted ranges, what its sentence quotes; `share` of the width of the figure is theirs. */
export function judgedPanel(all: readonly JudgedNumber[], title: string, share: number) {
  const { axis, at, named } = judgedAxis(all, share);
  const placed = all.map((one, i) => ({ ...one, x: at[i]! }));
  const [first] = placed;
  const alike = placed.every(({ number }) => sameRange(number, first!.number));
  const zones = alike
    ? [zoneOf(first!.number, 'predicted')]
    : placed.map(({ number, x }, i) => zoneOf(number, i === 0 ? 'predicted' : undefined, x));
  const ends = placed.flatMap(({ number: { predicted, estimate }, units }) => [
    ...predicted.filter((end) => end !== null),
    ...(estimate === null ? [] : [estimate]),
    ...units.map(({ value }) => value),
  ]);
  const y: Axis = { title, scale: scaleFor(ends), grid: share === 1, padding: 0.12 };
  return {
    x: axis,
    y,
    marks: [
      ...zones.flat(),
      ...placed.flatMap((one) => marksOf(one, named ? 0.5 : 1)),
      ...(named ? keysOf(all) : []),
    ],
  };
}

const sameRange = (a: PartVerdict, b: PartVerdict) =>
  a.predicted[0] === b.predicted[0] && a.predicted[1] === b.predicted[1];

/** Nothing where nothing was predicted. */
function zoneOf(
  { predicted: [low, high] }: PartVerdict,
  label?: string,
  x?: number,
): readonly Mark[] {
  if (low === null && high === null) return [];
  const across = x === undefined ? {} : { from: x - 0.45, to: x + 0.45 };
  return [zone({ low, high, ...across }, label)];
}

/** `aside`: how far dots stand beside their mean, over the usual. */
function marksOf({ number, units, look, x }: JudgedNumber, aside: number): readonly Mark[] {
  const [low, high] = number.measured!;
  const beside = (i: number) => x + aside * (0.14 + 0.06 * (i % 3));
  const dots = units.map(({ value }, i) => ({ x: beside(i), y: value }));
  const estimate = number.estimate ?? low ?? high;
  const interval = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY] as const;
  return [
    ...(dots.length === 0 ? [] : [seeds(dots, look.colour)]),
    ...(estimate === null ? [] : [meanWithInterval([{ x, mean: estimate, interval }], look)]),
  ];
}

/** Arms that differ in more than their place on the axis. */
const keysOf = (all: readonly JudgedNumber[]): readonly Mark[] =>
  all.map(({ label, look: { colour, point } }) => legendKey(label, { colour, shape: point }));

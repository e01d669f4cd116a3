/** The values of a slider, lowest first. */
export interface Range {
  readonly values: readonly number[];
}

/** 1, 2 and 5 of each power of ten between two of them. */
const decades = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)
    .flatMap((power) => [1, 1.5, 2, 3, 5, 7].map((digit) => Number(`${digit}e${power}`)))
    .filter((value) => value <= 10 ** to);

const powersOfTwo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));

/** The sliders. Each step is small enough to see a trend and large enough to reach the ends by keyboard. */
export const ranges = {
  /** Below 0.005 a run of the default time takes minutes; beyond 2 every network of the page diverges. */
  rate: {
    values: decades(-3, 0)
      .concat(1.5, 2)
      .filter((eta) => eta >= 0.005),
  },
  batch: { values: powersOfTwo(0, 7) },
  train: { values: [50, 100, 200, 500, 1000] },
  labelNoise: { values: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5] },
  time: { values: [1, 2, 4, 6, 10, 20, 40, 60, 100, 200] },
  seed: { values: Array.from({ length: 10 }, (_, i) => i) },
  surfaceRate: { values: decades(-2, 0).concat(1.5, 2) },
  temperature: { values: [0, ...decades(-3, 0)] },
} as const satisfies Readonly<Record<string, Range>>;

export type RangeName = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as readonly RangeName[];

/** The place on its slider of the value that is nearest to this one. */
export function placeOf({ values }: Range, value: number): number {
  let best = 0;
  for (const [i, one] of values.entries())
    if (Math.abs(one - value) < Math.abs(values[best]! - value)) best = i;
  return best;
}

/** Whether a slider has this value. */
export const has = ({ values }: Range, value: number): boolean => values.includes(value);

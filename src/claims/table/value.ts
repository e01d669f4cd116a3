/** A number with the ends between which it certainly lies; all three equal where it is exact. */
export interface Quantity {
  readonly kind: 'number';
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Of a place that the run never came to: later than its end. */
  readonly never?: boolean;
}

/** A number in every row of a run. */
export interface Columns {
  readonly kind: 'series';
  readonly step: readonly number[];
  readonly time: readonly number[];
  readonly value: readonly number[];
  /** The ends; the same array as `value` where it is exact. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A condition in every row of a run. */
export interface Truths {
  readonly kind: 'truths';
  readonly step: readonly number[];
  readonly time: readonly number[];
  readonly value: readonly boolean[];
}

/** Weights or outputs of a run, flat. */
export interface Vector {
  readonly kind: 'vector';
  readonly entries: Float32Array | Float64Array;
}

/** Why an expression has no value in a run. */
export interface Missing {
  readonly kind: 'missing';
  /**
   * `axis`: the run lacks an axis or has no partner, so it is not meant. `measure`: not measured. `ending`: the run did
   * not end as asked. `unconverged`: no promise behind the number. `undefined`: zero by zero and its like.
   */
  readonly why: 'axis' | 'measure' | 'ending' | 'unconverged' | 'undefined';
  /** What is missing, a phrase: `trace was not measured`. */
  readonly text: string;
}

export type Value =
  | Quantity
  | Columns
  | Truths
  | Vector
  | Missing
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'truth'; readonly truth: boolean };

export const exact = (value: number): Quantity => ({
  kind: 'number',
  value,
  low: value,
  high: value,
});

export const between = (value: number, low: number, high: number): Quantity => ({
  kind: 'number',
  value,
  low,
  high,
});

export const missing = (why: Missing['why'], text: string): Missing => ({
  kind: 'missing',
  why,
  text,
});

export const truth = (holds: boolean): Value => ({ kind: 'truth', truth: holds });

export const isExact = ({ low, high }: Quantity): boolean => low === high;

/** A series of quantities, from what each row has. */
export function columns(
  { step, time }: Pick<Columns, 'step' | 'time'>,
  quantities: readonly Quantity[],
): Columns {
  const value = quantities.map((q) => q.value);
  return quantities.every(isExact)
    ? { kind: 'series', step, time, value, low: value, high: value }
    : {
        ...{ kind: 'series', step, time, value },
        low: quantities.map((q) => q.low),
        high: quantities.map((q) => q.high),
      };
}

/** The quantity in a row of a series. */
export const rowOf = ({ value, low, high }: Columns, i: number): Quantity =>
  between(value[i]!, low[i]!, high[i]!);

/** The part of a series in these rows. */
export function rowsOf(series: Columns, rows: readonly number[]): Columns {
  const pick = (from: readonly number[]) => rows.map((i) => from[i]!);
  const value = pick(series.value);
  const isSame = series.low === series.value && series.high === series.value;
  return {
    ...{ kind: 'series', step: pick(series.step), time: pick(series.time), value },
    low: isSame ? value : pick(series.low),
    high: isSame ? value : pick(series.high),
  };
}

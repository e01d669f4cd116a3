export type Scale = 'linear' | 'logarithmic';

/** Logarithmic where positive values span more than a factor of six, chosen by trial. */
export const scaleFor = (values: readonly number[]): Scale =>
  Math.min(...values) > 0 && Math.max(...values) > 6 * Math.min(...values)
    ? 'logarithmic'
    : 'linear';

/** The ends of an axis. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Least and greatest of `values`. */
export const spanOf = (values: readonly number[]): Span => ({
  low: Math.min(...values),
  high: Math.max(...values),
});

/** Least and greatest of `values`, moved apart by a share of their distance; a lone value gets room. */
export function padded(values: readonly number[], scale: Scale, share: number): Span {
  const { low, high } = spanOf(scale === 'logarithmic' ? values.map(Math.log) : values);
  const room =
    high > low ? share * (high - low) : scale === 'logarithmic' ? 0.5 : Math.abs(low) * 0.2 || 1;
  const back = scale === 'logarithmic' ? Math.exp : (value: number) => value;
  return { low: back(low - room), high: back(high + room) };
}

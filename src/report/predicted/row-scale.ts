import type { Ends, Verdict } from '../../claims/judging/verdict.ts';

/** How far the farther end of an interval stands from the one end of a range that has no other. */
const FAR = 1.7;

/**
 * Where a value stands on a row: −1 at the lower end of the predicted range, 1 at its upper end; on logarithms for ratios.
 *
 * A range with one end has no width: there the farther end of the measured interval stands at a fixed distance from that end.
 */
export function rowScale(
  { predicted, measured }: Pick<Verdict, 'predicted' | 'measured'>,
  isRatio: boolean,
): (value: number) => number {
  const isEnd = (end: number | null): end is number => end !== null;
  const ends = [...predicted, ...(measured ?? [])].filter(isEnd);
  const log = isRatio && ends.every((end) => end > 0);
  const on = (value: number) => (log ? Math.log(Math.max(value, 0)) : value);
  const [low, high] = predicted.map((end) => (end === null ? null : on(end))) as unknown as Ends;
  if (low !== null && high !== null) {
    const half = (high - low) / 2 || 1;
    return (value) => (on(value) - low) / half - 1;
  }
  const [edge, at] = low === null ? [high ?? 0, 1] : [low, -1];
  const told = [...(measured ?? [])].filter(isEnd).map(on);
  const unit = Math.max(0, ...told.map((end) => Math.abs(end - edge))) / FAR || 1;
  return (value) => at + (on(value) - edge) / unit;
}

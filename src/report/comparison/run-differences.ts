import type { Estimate } from '../../core/estimate.ts';
import type { Run } from '../../lab/records/record.ts';
import { metricsIn } from '../arms/metric.ts';

/** A number of one run against that of another. */
export interface RunDifference {
  readonly measure: string;
  readonly a: Estimate | null;
  readonly b: Estimate | null;
  /** b − a; null where one of them has none. */
  readonly difference: number | null;
  /** √(s_a² + s_b²) of the standard errors s within each run. */
  readonly stderr: number | null;
  /** Whether they differ by more than their errors: intervals that do not meet, or |b − a| > 2 √(s_a² + s_b²). */
  readonly exceeds: boolean;
}

/** Standard errors that a difference has to exceed: about 95 % of what errors alone give stays below. */
const TIMES = 2;

/** Every measurement of two runs, with whether they differ by more than the errors within each; what seeds do is no part of these. */
export const runDifferences = (a: Run, b: Run): readonly RunDifference[] =>
  metricsIn([a, b]).map(({ key }) => differenceOf(key, a.scalars[key], b.scalars[key]));

function differenceOf(measure: string, a?: Estimate, b?: Estimate): RunDifference {
  if (a === undefined || b === undefined)
    return {
      ...{ measure, a: a ?? null, b: b ?? null },
      ...{ difference: null, stderr: null, exceeds: false },
    };
  const difference = Object.is(a.value, b.value) ? 0 : b.value - a.value;
  const stderr = Math.hypot(a.stderr, b.stderr);
  return { measure, a, b, difference, stderr, exceeds: exceeds(a, b, difference, stderr) };
}

function exceeds(a: Estimate, b: Estimate, difference: number, stderr: number): boolean {
  // NaN or ∞ against a number is a difference that no error explains.
  if (!Number.isFinite(difference)) return !Object.is(a.value, b.value);
  if (a.interval === undefined && b.interval === undefined)
    return Math.abs(difference) > TIMES * stderr;
  const [[lowA, highA], [lowB, highB]] = [endsOf(a), endsOf(b)];
  return lowA > highB || lowB > highA;
}

const endsOf = ({ value, stderr, interval }: Estimate): readonly [number, number] =>
  interval ?? [value - TIMES * stderr, value + TIMES * stderr];

import { reason } from '../core/error.ts';
import type { Precision } from '../engine/tensors/precision.ts';
import { byteChecks } from './bytes.ts';
import type { Check } from './check.ts';
import { derivativeChecks } from './derivatives.ts';
import { flowChecks } from './flows.ts';
import { lossChecks } from './loss-digits.ts';
import { noiseChecks } from './noise.ts';
import { stepChecks } from './steps.ts';

/** What a check gave. */
export interface Checked extends Pick<Check, 'name' | 'against'> {
  readonly precision: Precision;
  /** null where it is no finite number, and where the check threw. */
  readonly error: number | null;
  readonly bound: number;
  /** Whether the error is within the bound. */
  readonly passed: boolean;
  /** Why there is no error: what it threw. */
  readonly reason?: string;
}

/** All checks, in the order in which they are made. */
export const checks: readonly Check[] = [
  ...[...byteChecks, ...lossChecks, ...derivativeChecks],
  ...[...stepChecks, ...flowChecks, ...noiseChecks],
];

/** Makes checks on the engine that is open, each in these precisions, one after the other. */
export function* selftest(
  precisions: readonly Precision[],
  made: readonly Check[] = checks,
): Generator<Checked> {
  for (const precision of precisions)
    for (const check of made) {
      const bound = check.bounds[precision];
      if (bound !== undefined) yield checked(check, precision, bound);
    }
}

function checked(check: Check, precision: Precision, bound: number): Checked {
  const said = { name: check.name, against: check.against, precision, bound };
  try {
    const error = check.error(precision);
    const finite = Number.isFinite(error);
    return { ...said, error: finite ? error : null, passed: finite && error <= bound };
  } catch (thrown) {
    return { ...said, error: null, passed: false, reason: reason(thrown) };
  }
}

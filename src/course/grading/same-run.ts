import { significant } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';

/**
 * How far two computations of one run may be apart on machines of two kinds, chosen by trial: orders of sums differ in the last bits, and training
 * multiplies that. Shares of the number's size, beside three of its own standard errors.
 */
const tolerance = { start: 1e-3, number: 0.03, weights: 0.1 } as const;

/** What of a record is not what its run gives when it is computed again on another machine; undefined where all of it is. */
export function unlike(record: Run, again: Run): string | undefined {
  if (record.ending !== again.ending)
    return `it ended as ${record.ending} in the record, and as ${again.ending} when computed again`;
  const { initialLoss } = again.manifest;
  if (far(record.manifest.initialLoss, initialLoss, tolerance.start * Math.abs(initialLoss)))
    return differ('initialLoss', record.manifest.initialLoss, initialLoss);
  for (const [name, now] of Object.entries(again.scalars)) {
    const then = record.scalars[name];
    if (then === undefined) return `${name} is not in the record`;
    const [low, high] = now.bounds ?? [now.value, now.value];
    const allowed =
      tolerance.number * Math.max(Math.abs(now.value), Math.abs(then.value)) +
      3 * finite(now.stderr) +
      (finite(high) - finite(low));
    if (far(then.value, now.value, allowed)) return differ(name, then.value, now.value);
  }
  const apart = distance(record.weights, again.weights);
  return apart <= tolerance.weights
    ? undefined
    : `its final weights are ${Number.isFinite(apart) ? `${significant(100 * apart, 2)} % of their length` : 'another number of weights'} off`;
}

const far = (a: number, b: number, allowed: number): boolean =>
  Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) > allowed : !Object.is(a, b);

const finite = (x: number): number => (Number.isFinite(x) ? x : 0);

const differ = (name: string, then: number, now: number): string =>
  `${name} is ${significant(then)} in the record, and ${significant(now)} when computed again`;

type Weights = Run['weights'];

/** ‖a − b‖/‖b‖. */
function distance(a: Weights, b: Weights): number {
  if (a === undefined || b === undefined || a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [apart, length] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    apart += (a[i]! - b[i]!) ** 2;
    length += b[i]! ** 2;
  }
  return apart === 0 ? 0 : Math.sqrt(apart / length);
}

import { armKey } from '../experiment/run-id.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { Taken } from '../records/taken.ts';
import { expectedCost } from './expected-cost.ts';
import { expectedBytes } from './expected-disk.ts';

/** On what an expectation of a run's seconds stands: records of the same arm, records of other runs of the experiment, or the cost model alone. */
export type Basis = 'arm' | 'experiment' | 'model';

export interface Expected {
  readonly seconds: number;
  /** Of its record. */
  readonly bytes: number;
  readonly basis: Basis;
}

/** What a run costs beside training and measuring: data are read, the record is written. */
const AROUND = 0.2;

/**
 * Seconds that runs are expected to take, one at a time on one core, and bytes of their records.
 *
 * Where runs that differ in seed and noise alone are on record, their mean; else the cost model, by how far it was off for runs of the
 * same method in the same experiment, or for all that are on record of it; else the model times `scale`, seconds of this machine and engine for
 * one of those that the model is of.
 */
export function expectedOf(taken: readonly Taken[], scale: number): (spec: RunSpec) => Expected {
  const arms = grouped(taken, ({ spec }) => armKey(spec));
  const methods = grouped(taken, ({ spec }) => spec.method.method);
  return (spec) => {
    const own = arms.get(armKey(spec));
    if (own !== undefined)
      return {
        seconds: AROUND + mean(own.map(({ seconds }) => seconds)),
        bytes: mean(own.map(({ bytes }) => bytes)) || expectedBytes(spec),
        basis: 'arm',
      };
    const alike = methods.get(spec.method.method) ?? taken;
    const [seconds, bytes] = [modelled(spec, scale), expectedBytes(spec)];
    if (alike.length === 0) return { seconds: AROUND + seconds, bytes, basis: 'model' };
    const off = (of: 'seconds' | 'bytes', model: (spec: RunSpec) => number) =>
      mean(alike.map((one) => one[of])) / mean(alike.map((one) => model(one.spec)));
    return {
      seconds: AROUND + seconds * off('seconds', (one) => modelled(one, scale)),
      bytes: bytes * (off('bytes', expectedBytes) || 1),
      basis: 'experiment',
    };
  };
}

const modelled = (spec: RunSpec, scale: number): number => {
  const { fixed, training, measuring } = expectedCost(spec);
  return fixed + scale * (training + measuring);
};

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

import { DiskError } from '../../core/disk-error.ts';
import { InputError, reason } from '../../core/error.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Stated } from '../../lab/records/stated.ts';
import type { Store } from '../../lab/records/store.ts';
import { complain } from './output.ts';

/** What the records remember of predictions; where that was damaged, a line says so and nothing is remembered. */
export const datesIn = (store: Pick<Store, 'stated'>): readonly Stated[] =>
  orSaid(() => store.stated()) ?? [];

/** Remembers with how many seeds verdicts were seen; where that cannot be written, a line says so. */
export const keepSeen = (store: Pick<Store, 'saw'>, experiment: Experiment, seeds: number): void =>
  void orSaid(() => store.saw(experiment, seeds));

function orSaid<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof InputError || error instanceof DiskError)) throw error;
    complain(reason(error));
    return undefined;
  }
}

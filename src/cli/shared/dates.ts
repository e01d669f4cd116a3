import { DiskError } from '../../core/disk-error.ts';
import { InputError, reason } from '../../core/error.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Stated } from '../../lab/records/stated.ts';
import type { Store } from '../../lab/records/store.ts';
import { complain } from './output.ts';

/** What the records remember of predictions; where that was damaged, a line says so and nothing is remembered. */
export function datesIn(store: Pick<Store, 'stated'>): readonly Stated[] {
  let dates: readonly Stated[] = [];
  orSaid(() => {
    dates = store.stated();
  });
  return dates;
}

/**
 * Remembers with how many seeds verdicts were seen. Where the file is damaged or cannot be written a line says so; false where
 * it could not be written, so that the command does not end as if nothing were lost.
 */
export const keepSeen = (
  store: Pick<Store, 'saw'>,
  experiment: Experiment,
  seeds: number,
): boolean => !(orSaid(() => store.saw(experiment, seeds)) instanceof DiskError);

/** Acts; what is damaged or cannot be written is said in a line, and returned. */
function orSaid(act: () => void): InputError | DiskError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof DiskError)) throw error;
    complain(reason(error));
    return error;
  }
}

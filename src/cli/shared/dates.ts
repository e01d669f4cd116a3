import { DiskError } from '../../core/disk-error.ts';
import { InputError, reason } from '../../core/error.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Stated } from '../../lab/records/stated.ts';
import type { Store } from '../../lab/records/store.ts';
import { complain } from './output.ts';

/** What the records remember of predictions; where that was damaged, a line says so and nothing is remembered. */
export const datesIn = (store: Pick<Store, 'stated'>): readonly Stated[] =>
  orSaid(() => store.stated()) ?? [];

/**
 * Remembers with how many seeds verdicts were seen. Where the file is damaged or cannot be written a line says so; false where
 * it could not be written, so that the command does not end as if nothing were lost.
 */
export function keepSeen(
  store: Pick<Store, 'saw'>,
  experiment: Experiment,
  seeds: number,
): boolean {
  let written = true;
  orSaid(
    () => store.saw(experiment, seeds),
    (error) => {
      written = !(error instanceof DiskError);
    },
  );
  return written;
}

function orSaid<T>(act: () => T, and: (error: Error) => void = () => {}): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof InputError || error instanceof DiskError)) throw error;
    complain(reason(error));
    and(error);
    return undefined;
  }
}

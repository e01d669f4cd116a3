import type { RunSpec } from '../experiment/run-spec.ts';
import type { Taken } from '../records/taken.ts';
import type { Planned } from './plan-runs.ts';

/** What is known of the work before the first run: an event, from which the time that is left can be told. */
export interface WorkAhead {
  readonly kind: 'work';
  /** Runs that are not on record, by their names. */
  readonly open: ReadonlyMap<string, RunSpec>;
  /** What those took that are. */
  readonly taken: readonly Taken[];
  /** Runs at a time. */
  readonly lanes: number;
}

/** The work of experiments whose runs are open, or on record. */
export function workAhead(
  experiments: readonly Planned[],
  isOpen: (id: string) => boolean,
  lanes: number,
): WorkAhead {
  const all = experiments.flatMap(({ runs, controlRuns, store }) =>
    [...runs, ...controlRuns].map(({ id, spec }) => ({ id, spec, store })),
  );
  const there = new Map(all.filter(({ id }) => !isOpen(id)).map((one) => [one.id, one]));
  return {
    kind: 'work',
    open: new Map(all.filter(({ id }) => isOpen(id)).map(({ id, spec }) => [id, spec])),
    taken: [...there.values()].map(({ id, store }) => store.taken(id)),
    lanes,
  };
}

import { expectedOf } from '../../lab/costs/expected.ts';
import { specKey } from '../../lab/experiment/claim/all-specs.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { existingStore } from '../../lab/records/store.ts';
import type { Outcome } from '../../lab/runner/outcome.ts';

/** Seconds for runs of any kind, and how many times what they are expected to take one after the other they may take beyond. */
const ANY = 600;
const SLOWER = 10;

/** Seconds that specs of strangers may take together, by the cost model: far more than honest ones do on a slow machine. */
export const secondsFor = (specs: readonly RunSpec[]): number => {
  const expected = expectedOf([], 1);
  return ANY + SLOWER * specs.reduce((sum, spec) => sum + expected(spec).seconds, 0);
};

/** Aborts when that time is over, as far as a timer can wait: whole milliseconds, fewer than 2³¹. */
export const timeLimit = (specs: readonly RunSpec[]): AbortSignal =>
  AbortSignal.timeout(Math.min(2 ** 31 - 1, Math.ceil(1000 * secondsFor(specs))));

/** What is on record in a folder of the specs that were to be computed, when their time was over. */
export function keptOf(
  specs: readonly RunSpec[],
  folder: string,
): Pick<Outcome, 'runs' | 'failures'> {
  const runs = runsIn(folder);
  const kept = new Set(runs.map(({ spec }) => specKey(spec)));
  const message = 'the time for computing runs again was over before it ended';
  const late = specs.filter((spec) => !kept.has(specKey(spec)));
  return { runs, failures: late.map((spec) => ({ id: '', spec, message, input: false })) };
}

function runsIn(folder: string): readonly Run[] {
  const store = existingStore(folder);
  return store.readExperiment().runs.flatMap(({ id }) => (store.has(id) ? [store.read(id)] : []));
}

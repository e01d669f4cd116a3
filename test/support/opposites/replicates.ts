import { rng } from '../../../src/core/random.ts';
import type { Plan, PlannedRun } from './plan.ts';

/** Replicates that a search looks at; more would be as far apart. */
const FEW = 4;
/** How much of a replicate is of its arm alone: what is taken over replicates is known to a few percent. */
const OWN = 0.3;

/**
 * Where a run is among the replicates of its arm, in units of their standard deviation: normal draws, shifted and scaled so that their mean is 0 and
 * their variance 1, exactly. So a mean and a variance over replicates are what was set, over a few as over all; how well a jackknife
 * knows them is by chance. 0 where there are none.
 */
export function apart(what: string, plan: Plan, { row, arm }: PlannedRun): number {
  const own = replicateOf(plan, row);
  if (own === undefined) return 0;
  const all = replicatesOf(plan);
  const seed = plan.replicates === 'noise' ? row.seed : 0;
  const key = `${what} ${arm} ${seed} ${all.length}`;
  const known = drawn.get(plan) ?? new Map<string, ReadonlyMap<number, number>>();
  drawn.set(plan, known);
  const found =
    known.get(key) ??
    standardised(all, (one) => {
      const stream = rng(seed).fork(what, one);
      return stream.normal() + OWN * stream.fork('arm', arm).normal();
    });
  known.set(key, found);
  return found.get(own)!;
}

/** The same experiment with a few of its seeds and noises: all that a search has to see of it. */
export function withFew(plan: Plan): Plan {
  const few = new Set(replicatesOf(plan).slice(0, FEW));
  const [{ spec, row: first }] = plan.runs as [PlannedRun];
  const runs = plan.runs.filter(({ spec: { seed }, row }) => {
    if (row.axes['data.seed'] !== first.axes['data.seed']) return false;
    const own = replicateOf(plan, row);
    if (plan.replicates !== 'seed' && seed !== spec.seed) return false;
    return own === undefined || few.has(own);
  });
  return { ...plan, runs };
}

const drawn = new WeakMap<Plan, Map<string, ReadonlyMap<number, number>>>();

const replicateOf = ({ replicates }: Plan, row: PlannedRun['row']): number | undefined =>
  replicates === undefined ? undefined : row[replicates];

const lists = new WeakMap<Plan, readonly number[]>();

function replicatesOf(plan: Plan): readonly number[] {
  const found = lists.get(plan) ?? [
    ...new Set(plan.runs.flatMap(({ row }) => replicateOf(plan, row) ?? [])),
  ];
  lists.set(plan, found);
  return found;
}

/** A draw for each of some replicates, of mean 0 and variance 1. */
function standardised(
  all: readonly number[],
  draw: (one: number) => number,
): ReadonlyMap<number, number> {
  const values = all.map(draw);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = Math.sqrt(square / (values.length - 1));
  return new Map(all.map((one, i) => [one, (values[i]! - mean) / sd]));
}

import { allSpecs, specKey } from '../experiment/claim/all-specs.ts';
import type { Experiment, RunSpec } from '../experiment/run-spec.ts';
import { expectedWeight } from './expected-cost.ts';

/** One of several parts of a grid that are computed apart: the i-th of n, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** What a shard computes. */
export interface Part {
  /** In the order of the whole. */
  readonly specs: readonly RunSpec[];
  /** Runs of the whole. */
  readonly total: number;
  /** Share of the work that is expected of the whole, 0 … 1. */
  readonly share: number;
  has(spec: RunSpec): boolean;
}

/**
 * The runs of experiments that a shard computes, those of controls among them, and a run that several share in one shard alone.
 *
 * By the specs alone, so that shards that are started anywhere agree: the runs are dealt out one by one, those that are expected to
 * cost most first and equal ones in their order, each to the shard that has least to do so far, the first of equals (Graham 1969, LPT: no
 * shard has more than 4/3 of what the best division gives the fullest). No run needs the record of another: each computes its start, and
 * a threshold that serves several is measured by the first of them.
 */
export function partOf(experiments: readonly Experiment[], { index, of }: Shard): Part {
  const all = new Map(experiments.flatMap(allSpecs).map((spec) => [specKey(spec), spec]));
  const runs = [...all].map(([key, spec], place) => ({
    ...{ key, spec, place, weight: expectedWeight(spec) },
  }));
  const load = new Array<number>(Math.min(of, runs.length)).fill(0);
  const own = new Set<string>();
  for (const { key, weight } of [...runs].sort(
    (a, b) => b.weight - a.weight || a.place - b.place,
  )) {
    const least = load.indexOf(Math.min(...load));
    load[least]! += weight;
    if (least === index - 1) own.add(key);
  }
  const total = runs.reduce((sum, { weight }) => sum + weight, 0);
  return {
    specs: runs.filter(({ key }) => own.has(key)).map(({ spec }) => spec),
    total: runs.length,
    share: total === 0 ? 0 : (load[index - 1] ?? 0) / total,
    has: (spec) => own.has(specKey(spec)),
  };
}

import type { EngineName } from '../../engine/name.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import type { StepTimes, Threads } from '../records/threads.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { examplesIn } from '../spec/problem.ts';

/** A spec with its work per step: parameters × examples. */
export interface Load {
  readonly spec: RunSpec;
  readonly work: number;
}

export interface ThreadsRequest {
  readonly engine: EngineName;
  /** Cores of this machine, ≥ 1. */
  readonly cores: number;
  /** Runs of the experiment, finished or not, ≥ 1. */
  readonly runs: number;
  readonly heaviest: Load;
  /** What the user asked for. */
  readonly asked?: number | undefined;
}

/** How much faster a step must be on more threads: less is within the noise of a busy laptop. */
const GAIN = 1.2;

/**
 * Work per step below which nothing is timed: up to here a second thread slowed 784-32-32-10 (B ≤ 128),
 * 784-200-200-10 (B ≤ 16) and a 6-16 CNN (B ≤ 8) down, or left them as they were, on two busy cores.
 * A CNN uses each weight once a pixel.
 */
const LIGHT: Readonly<Record<NetworkSpec['kind'], number>> = {
  linear: 2 ** 22,
  mlp: 2 ** 22,
  cnn: 2 ** 17,
};

/**
 * Threads for the runs of an experiment: one each while there are runs enough for all cores; else the
 * cores are shared out, where `time` finds that the heaviest run's steps gain from it.
 *
 * Thread counts order sums, so they belong to a run's name; the answer depends on the plan alone, never
 * on which of its runs are open.
 */
export async function chooseThreads(
  { engine, cores, runs, heaviest, asked }: ThreadsRequest,
  time: (load: Load, threads: number) => Promise<StepTimes | undefined>,
): Promise<Threads> {
  if (engine !== 'native') return { count: 1, chosen: 'default' };
  if (asked !== undefined) return { count: asked, chosen: 'user' };
  const threads = Math.floor(cores / runs);
  const light = heaviest.work < LIGHT[kindOf(heaviest.spec)];
  const times = threads < 2 || light ? undefined : await time(heaviest, threads);
  if (times === undefined) return { count: 1, chosen: 'default' };
  const pays = times.one >= GAIN * times.many;
  return { count: pays ? threads : 1, chosen: 'calibrated', times };
}

/** The spec with the most work per step; the first of equals. */
export function heaviest(specs: readonly RunSpec[], parameters: (spec: RunSpec) => number): Load {
  const loads = specs.map((spec) => ({ spec, work: parameters(spec) * examplesPerStep(spec) }));
  return loads.reduce((a, b) => (b.work > a.work ? b : a));
}

const examplesPerStep = (spec: RunSpec): number => {
  const n = examplesIn(spec);
  return n / methodOf(spec.method).stepsPerEpoch(n);
};

/** The kind of network whose steps these are like; toy problems have few products, like linear models. */
export const kindOf = ({ network }: RunSpec): NetworkSpec['kind'] => network?.kind ?? 'linear';

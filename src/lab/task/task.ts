import { type Rng, rng } from '../../core/random.ts';
import type { SolverState } from '../../dynamics/integrate/solver.ts';
import type { Precision } from '../../engine/program/compile.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { lossOf } from '../../objective/loss-of.ts';
import type { OperatorFamily } from '../../probes/operators/family.ts';
import { hessians } from '../../probes/operators/hessian.ts';
import type { ImageSource } from '../../problems/data/images.ts';
import type { ProblemSpec } from '../spec/problem.ts';
import type { ReadArrays } from '../spec/weight-arrays.ts';
import type { ReadModule } from './built.ts';
import type { Opened } from './opened.ts';
import { openSupervised } from './supervised.ts';
import { openToy } from './toys.ts';

/** What a run trains and is measured on. */
export interface Task extends Opened {
  /** The arithmetic of training and measuring. */
  readonly precision: Precision;
  /** Of the training loss. */
  readonly hessians: OperatorFamily;
  /** Reads what else the spec names: a preconditioner, a diffusion. */
  readonly readArrays: ReadArrays;
  /** Streams of this run, by purpose: `data`, `init`, `trace`, `sharpness`. */
  readonly random: Rng;
  /** The stream that its method draws from: mini-batches, noise, delays. Every noise of a seed has its own. */
  readonly draws: Rng;
  /** What its solver begins with, where a training before left that; absent: it is at rest. */
  readonly carried?: SolverState;
  /** L(θ) on all training examples. */
  trainLoss(theta: Params): number;
}

/** Where a task takes from what it does not compute. */
export interface Sources {
  readonly images: ImageSource;
  readonly readArrays: ReadArrays;
  /** Loads networks of the user's own; absent where no files of the user are executed. */
  readonly readModule?: ReadModule | undefined;
}

/**
 * Opens a problem and compiles what a run evaluates, in the precision of the spec. A model of the network is about the weights `at`, the caller's to keep as long as
 * the task; absent: the initial ones.
 *
 * @throws InputError where data, network and weights do not fit together; what is computed, Error where double precision is
 * asked off the native engine
 */
export async function openTask(
  spec: ProblemSpec,
  { images, readArrays, readModule }: Sources,
  at?: Params,
): Promise<Task> {
  const random = rng(spec.seed);
  const { precision = 'single' } = spec;
  const opened =
    spec.network === undefined
      ? openToy(spec)
      : await openSupervised(spec, { images, readArrays, readModule, random, at });
  const loss = lossOf(opened.objective);
  const curvature = hessians(opened.objective);
  return {
    ...opened,
    ...{ precision, random, draws: drawsOf(random, spec), trainLoss: loss, hessians: curvature },
    readArrays: readOnce(readArrays),
    dispose: () => {
      for (const program of [loss, curvature]) program.dispose();
      opened.dispose();
    },
  };
}

const drawsOf = (random: Rng, { noise }: ProblemSpec): Rng =>
  noise === undefined ? random.fork('batches') : random.fork('batches', noise);

/** Reads each file once: a method is built anew for every trial of a threshold. */
function readOnce(read: ReadArrays): ReadArrays {
  const known = new Map<string, ReturnType<ReadArrays>>();
  return (path) => {
    const arrays = known.get(path) ?? read(path);
    known.set(path, arrays);
    return arrays;
  };
}

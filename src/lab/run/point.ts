import type { Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { sharpness } from '../../probes/spectrum/sharpness.ts';
import type { SpecMethod } from '../methods/method.ts';
import type { ProbeContext } from '../probes/probe.ts';
import type { ProbeOptions } from '../probes/registry.ts';
import type { Task } from '../task/task.ts';
import { type Following, type Measurement, measurePoint } from './measure.ts';

/** A point whose operators are made when a probe first asks for them. */
export interface OpenPoint extends ProbeContext {
  dispose(): void;
}

/** What every point of a run shares. */
export interface RunContext {
  readonly task: Task;
  readonly method: SpecMethod;
  /** See {@link initialSharpness}. */
  readonly initialSharpness: () => Estimate;
}

/** What goes with the weights of a point. */
export interface AtPoint extends Following {
  /** What probes draw from; by default the streams of the run. */
  readonly random?: Rng;
  /** See {@link ProbeContext}; by default not known. */
  readonly carried?: ProbeContext['carried'];
  readonly step?: ProbeContext['step'];
  readonly time?: ProbeContext['time'];
  readonly warm?: NonNullable<ProbeContext['warm']>;
}

/** What probes see at θ. */
export function pointAt(
  context: RunContext,
  theta: Params,
  { random = context.task.random, carried = () => undefined, step, time, warm }: AtPoint = {},
): OpenPoint {
  let H: LinearOperator | undefined;
  return {
    ...context,
    ...{ theta, carried, random, ...(warm && { warm }) },
    ...(step !== undefined && { step }),
    ...(time !== undefined && { time }),
    hessian: () => {
      H ??= context.task.hessians.at(theta);
      return H;
    },
    dispose: () => H?.dispose(),
  };
}

/** Measures probes at θ, which they leave as it is. */
export function measureAt(
  context: RunContext,
  theta: Params,
  asked: ProbeOptions,
  at: AtPoint = {},
): Measurement {
  const point = pointAt(context, theta, at);
  try {
    return measurePoint(point, asked, at);
  } finally {
    point.dispose();
  }
}

/** Enough to place the first trial of a threshold. */
const ROUGH = { tolerance: 1e-2, maxIterations: 100 };

/** λ₀ at the initial weights, as accurate as the sharpness of the end, measured at its first use and then known. */
export function initialSharpness(
  { hessians, theta0, random }: Task,
  options: ProbeOptions['sharpness'] = ROUGH,
): () => Estimate {
  let known: Estimate | undefined;
  return () => {
    if (known !== undefined) return known;
    const H = hessians.at(theta0);
    known = sharpness(H, { ...options, random: random.fork('sharpness') });
    H.dispose();
    return known;
  };
}

import { addCosts, type Estimate, exact } from '../../core/estimate.ts';
import { integrate, type Method } from '../../dynamics/integrate/integrate.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { gradientHistogram as histogram } from '../../probes/noise/gradient-histogram.ts';
import { gradientNoise as moments } from '../../probes/noise/gradient-noise.ts';
import { noiseSamples } from '../../probes/noise/noise-samples.ts';
import { normalisedStep as alongStep } from '../../probes/noise/normalised-step.ts';
import { hill, stableIndex } from '../../probes/noise/tail-index.ts';
import { means, size } from '../spec/field.ts';
import { batch, batchesOf } from './noise.ts';
import { defineProbe } from './probe.ts';

/** Draws summed for the stable index, directions looked along, and the share of the norms in Hill's tail; chosen by trial. */
const SUMMED = 8;
const DIRECTIONS = 8;
const TAIL = 1 / 16;

export const tailIndex = defineProbe({
  about:
    'tail indices of mini-batch noise: α of a stable law along random directions, Hill’s α of ‖ξ‖',
  sources: ['hill1975', 'mohammadi2015', 'simsekli2019'],
  cost: 'a gradient of B examples a draw, and that of every example',
  form: '{ draws: 512 }',
  options: {
    batch,
    draws: size(256, 'give the mini-batches, such as 512')
      .default(512)
      .meta(
        means('The number of mini-batches.', {
          source: 'chosen: twice the least that a tail index is taken of',
          example: 1024,
        }),
      ),
  },
  outputs: { stableIndex: { associated: false }, hillIndex: { associated: false } },
  measure(context, { batch: asked, draws }) {
    const { objective } = context.task;
    const program = moments(objective);
    const { mean, trace } = program.at(context.theta);
    program.dispose();
    const { norms, projections, cost } = noiseSamples(objective, context.theta, {
      ...{ mean, draws, directions: DIRECTIONS },
      batches: batchesOf(context, asked, 'tailIndex'),
      random: context.random.fork('tail-index'),
    });
    const total = addCosts(cost, trace.cost);
    const [stable, tail] = [stableIndex(projections, SUMMED), hill(norms, Math.ceil(TAIL * draws))];
    return {
      scalars: { stableIndex: { ...stable, cost: total }, hillIndex: { ...tail, cost: total } },
    };
  },
});

/** Edges of the histogram reach so many root mean squares of an entry either way. */
const REACH = 4;

export const gradientHistogram = defineProbe({
  about: 'how the entries of the per-example gradients are distributed, by array of weights',
  sources: ['schneider2021'],
  cost: 'the gradient of every example, twice',
  form: '{ bins: 40 }',
  options: {
    bins: size(2, 'give the number of bins, such as 40')
      .default(40)
      .meta(means('The number of bins.', { source: 'chosen: what a figure shows', example: 80 })),
  },
  outputs: { gradientEntry: { associated: false } },
  arrays: { edges: 'gradientHistogramEdges', counts: 'gradientHistogramCounts' },
  measure({ task, theta }, { bins }) {
    const { objective } = task;
    const program = moments(objective);
    const { norms, trace } = program.at(theta);
    program.dispose();
    const squares = norms.reduce((sum, x) => sum + x * x, 0);
    const rms = Math.sqrt(squares / (norms.length * objective.parameters));
    const edges = Array.from({ length: bins + 1 }, (_, i) => REACH * rms * ((2 * i) / bins - 1));
    if (!(rms > 0 && Number.isFinite(rms))) {
      const gradientEntry: Estimate = { ...trace, value: rms, stderr: 0, converged: false };
      return { scalars: { gradientEntry } };
    }
    const counts = histogram(objective, edges);
    const found = counts.at(theta);
    counts.dispose();
    const gradientEntry: Estimate = exact(rms, addCosts(trace.cost, found.cost));
    const arrays: HistogramArrays = { edges, counts: found.counts.map((own) => Array.from(own)) };
    return { scalars: { gradientEntry }, arrays };
  },
});

/** How entries of the per-example gradients are distributed. */
export interface HistogramArrays {
  /** Ascending. Shape [bins + 1]. */
  readonly edges: readonly number[];
  /** Of each array of weights: entries below the first edge, in each bin, and above the last. Shape [arrays][bins + 2]. */
  readonly counts: readonly (readonly number[])[];
}

export const normalisedStep = defineProbe({
  about:
    'α of the next step: −1 no step, 0 to the minimum of the parabola along it, 1 as high on its far side',
  sources: ['schneider2021'],
  cost: 'a step of the method and two passes forward with their derivatives',
  form: '',
  options: {},
  outputs: { normalisedStep: { associated: false } },
  needs: ['network'],
  measure({ method, task, theta, random }) {
    // A flow's step is its solver's own affair.
    if (method.at === undefined || task.supervised === undefined) return undefined;
    const { objective, precision, readArrays } = task;
    const { losses } = task.supervised;
    if (losses === undefined) return undefined;
    const own = random.fork('normalised-step');
    const built = method.build({ objective, readArrays, random: own });
    const ends = [0, 1].map((step) => rowsOf(built, step, objective.examples));
    const [start, end] = ends;
    if (start === undefined || end === undefined) return undefined;
    const to = afterOne(built, theta, precision);
    try {
      const alpha = alongStep(losses, { from: theta, to }, { start, end }, precision);
      const cost = { ...alpha.cost, gradients: alpha.cost.gradients + 1 };
      return { scalars: { normalisedStep: { ...alpha, cost } } };
    } finally {
      dispose(to);
    }
  },
});

/** The weights after one step from here, whatever a solver carries being at rest. */
function afterOne(method: Method, from: Params, precision: Precision): Params {
  let last: Params = [];
  for (const { step, theta } of integrate(method, from, { steps: 1, precision }))
    if (step === 1) last = clone(theta);
  return last;
}

/** The rows of a step's gradient: all, or its one mini-batch; undefined where it is made of more than that. */
function rowsOf({ term, controller }: Method, step: number, n: number): Int32Array | undefined {
  const feeds = term.feeds?.({ step, t: 0, dt: controller.dt0 });
  if (feeds === undefined) return Int32Array.from({ length: n }, (_, i) => i);
  const [rows] = feeds;
  return feeds.length === 1 && rows instanceof Int32Array && rows.length > 1 ? rows : undefined;
}

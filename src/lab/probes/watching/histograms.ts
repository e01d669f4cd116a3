import { addCosts, type Cost, exact, noCost } from '../../../core/estimate.ts';
import { fields, together } from '../../../core/resumable.ts';
import { sizeOf } from '../../../core/shapes.ts';
import { everySteps } from '../../../dynamics/integrate/pace.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { tensorsLike } from '../../../engine/tensors/params.ts';
import type { Params } from '../../../engine/tensors/tensor.ts';
import { gradientHistogram } from '../../../probes/noise/gradient-histogram.ts';
import { gradientNoise as moments } from '../../../probes/noise/gradient-noise.ts';
import { growingHistogram } from '../../../probes/noise/growing-histogram.ts';
import { means, size } from '../../spec/field.ts';
import type { Task } from '../../task/task.ts';
import { defineWatch } from '../probe.ts';
import { lookKeys, thinning } from './looks.ts';

/** Histograms by array of weights at looks along a run. */
export interface HistogramsArrays {
  /** Shape [k]. */
  readonly steps: readonly number[];
  /** Shape [k]. */
  readonly times: readonly number[];
  /** Ascending. Shape [bins + 1]. */
  readonly edges: readonly number[];
  /** Look by look, array by array. */
  readonly counts: readonly (readonly number[])[];
}

export const weightHistograms = defineWatch({
  about: 'how the weights of each array are distributed, along the run',
  sources: { none: 'a count of entries by their size' },
  cost: 'nothing',
  form: '{ every: 10, looks: 100, bins: 40 }',
  options: {
    ...lookKeys,
    bins: size(4, 'give the number of bins, a multiple of 4 such as 40')
      .refine((bins) => bins % 4 === 0, {
        error: 'give the number of bins, a multiple of 4 such as 40',
      })
      .default(40)
      .meta(
        means('The number of bins, a multiple of 4.', {
          source: 'chosen: what a figure shows',
          example: 80,
        }),
      ),
  },
  outputs: {
    largestWeight: { axis: 'Largest weight max |θⱼ| at the last look', associated: false },
  },
  arrays: {
    ...{ steps: 'weightHistogramSteps', times: 'weightHistogramTimes' },
    ...{ edges: 'weightHistogramEdges', counts: 'weightHistogramCounts' },
  },
  needs: ['run'],
  watch({ task }, { every, looks, bins }) {
    const histogram = growingHistogram(bins);
    const schedule = thinning(looks);
    const own = { largest: 0 };
    return {
      ...together({ histogram, schedule, own: fields(own) }),
      pace: everySteps(every),
      look(at) {
        if (!schedule.take(at)) return;
        const weights = at.weights();
        own.largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
        histogram.add(arraysOf(task, weights));
        if (schedule.full()) histogram.halve();
      },
      measured() {
        const { steps, times } = schedule.places();
        const arrays: HistogramsArrays = {
          ...{ steps, times, edges: histogram.edges(), counts: histogram.counts() },
        };
        return { scalars: { largestWeight: exact(own.largest, noCost) }, arrays };
      },
    };
  },
});

/** Edges reach so many root mean squares of an entry either way, as those of `gradientHistogram`. */
const REACH = 4;

/** Histograms of gradients, in units of their own size at each look. */
export interface GradientHistogramsArrays extends HistogramsArrays {
  /** The root mean square of an entry of a per-example gradient, the unit of the edges. Shape [k]. */
  readonly units: readonly number[];
}

export const gradientHistograms = defineWatch({
  about:
    'how the entries of the per-example gradients are distributed, by array of weights, along the run',
  sources: ['schneider2021'],
  cost: 'the gradient of every example twice, at each look',
  form: '{ every: 10, looks: 100, bins: 40 }',
  options: {
    ...lookKeys,
    bins: size(2, 'give the number of bins, such as 40')
      .default(40)
      .meta(means('The number of bins.', { source: 'chosen: what a figure shows', example: 80 })),
  },
  outputs: {
    lastGradientEntry: {
      axis: 'Root mean square of a gradient’s entry at the last look',
      associated: false,
    },
  },
  arrays: {
    ...{ steps: 'gradientHistogramsSteps', times: 'gradientHistogramsTimes' },
    ...{ edges: 'gradientHistogramsEdges', counts: 'gradientHistogramsCounts' },
    units: 'gradientHistogramsUnits',
  },
  needs: ['run'],
  watch({ task }, { every, looks, bins }) {
    const { objective, precision, theta0 } = task;
    const edges = Array.from({ length: bins + 1 }, (_, i) => REACH * ((2 * i) / bins - 1));
    const schedule = thinning(looks);
    const own: { units: number[]; counts: number[][][]; cost: Cost } = {
      ...{ units: [], counts: [], cost: noCost },
    };
    const everySecond = <T>(list: readonly T[]) => list.filter((_, k) => k % 2 === 0);
    return {
      ...together({ schedule, own: fields(own) }),
      pace: everySteps(every),
      look(at) {
        if (!schedule.take(at)) return;
        const theta = tensorsLike(theta0, at.weights(), precision);
        const noise = moments(objective);
        const { norms, trace } = noise.at(theta);
        noise.dispose();
        const squares = norms.reduce((sum, x) => sum + x * x, 0);
        const unit = Math.sqrt(squares / (norms.length * objective.parameters));
        const found =
          unit > 0 && Number.isFinite(unit)
            ? countsAt(
                task,
                theta,
                edges.map((e) => unit * e),
              )
            : undefined;
        own.units.push(unit);
        own.counts.push(
          found?.counts.map((row) => Array.from(row)) ?? objective.shapes.map(() => []),
        );
        own.cost = addCosts(own.cost, trace.cost, found?.cost ?? noCost);
        dispose(theta);
        if (schedule.full()) {
          own.units = everySecond(own.units);
          own.counts = everySecond(own.counts);
        }
      },
      measured() {
        const { steps, times } = schedule.places();
        const { units, counts, cost } = own;
        const arrays: GradientHistogramsArrays = {
          ...{ steps, times, edges, units, counts: counts.flat() },
        };
        return {
          scalars: { lastGradientEntry: exact(units.at(-1) ?? Number.NaN, cost) },
          arrays,
        };
      },
    };
  },
});

function countsAt({ objective }: Task, theta: Params, edges: readonly number[]) {
  const histogram = gradientHistogram(objective, edges);
  const found = histogram.at(theta);
  histogram.dispose();
  return found;
}

/** The weights of each array. */
function arraysOf({ objective }: Task, weights: Float64Array): Float64Array[] {
  let from = 0;
  return objective.shapes.map((shape) => weights.subarray(from, (from += sizeOf(shape))));
}

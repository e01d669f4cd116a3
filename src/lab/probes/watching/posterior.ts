import { costSince, type Estimate } from '../../../core/estimate.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { tensorsLike } from '../../../engine/tensors/params.ts';
import type { Matrix } from '../../../linalg/dense.ts';
import { divergenceFrom } from '../../../probes/walkers/laplace.ts';
import { means, positive } from '../../spec/field.ts';
import type { Task } from '../../task/task.ts';
import { defineWatch } from '../probe.ts';
import { windowKeys, windowOf, within } from '../watch.ts';

export const laplaceDivergence = defineWatch({
  about:
    'KL divergence of where the weights are over the second half of a run, as a normal density, from the Laplace approximation of exp(−nL)',
  sources: ['mandt2017', 'kunsch1989'],
  cost: 'a forward pass a look, and d HVPs at the start',
  form: '{ every: 10, temperature: 1 }',
  options: {
    ...windowKeys,
    temperature: positive(
      'give T of exp(−nL/T); left out: 1, the posterior of n examples whose loss is −log p',
    )
      .default(1)
      .meta(
        means('The temperature T of the density exp(−nL/T).', {
          source: 'the posterior of n examples whose loss is −log p',
          example: 0.5,
        }),
      ),
  },
  outputs: {
    laplaceDivergence: {
      name: 'divergence from the posterior',
      axis: 'KL divergence from the Laplace posterior',
      associated: false,
    },
  },
  needs: ['run', 'end', 'posterior'],
  watch(run, { temperature, every, ...options }) {
    const { references, objective } = run.task;
    const { minimum } = references;
    // A mean over examples alone has a likelihood of each.
    if (typeof minimum !== 'object' || objective.weighted === undefined) return undefined;
    const n = objective.examples / temperature;
    const start = performance.now();
    const precision = hessianAt(run.task, minimum).map((row) => row.map((a) => n * a));
    const cost = costSince(start, { hvps: minimum.length });
    const looks = divergenceFrom({ mean: minimum, precision });
    return {
      ...within(windowOf(run, options), every, looks),
      measured() {
        const found = looks.found();
        if (found === undefined) return undefined;
        const { value, stderr } = found;
        const estimate: Estimate = {
          ...{ value, stderr, cost, converged: Number.isFinite(stderr) },
        };
        return { scalars: { laplaceDivergence: estimate } };
      },
    };
  },
});

/** ∇²L at weights in the order of θ, by a product with each unit vector. Shapes [d] → [d][d]. */
function hessianAt({ hessians, theta0, precision }: Task, weights: Float64Array): Matrix {
  const theta = tensorsLike(theta0, weights, precision);
  const H = hessians.at(theta);
  try {
    const rows = weights.map(() => 0);
    return Array.from(rows, (_, i) => {
      const unit = new Float64Array(rows.length);
      unit[i] = 1;
      return [...H.matvec(unit)];
    });
  } finally {
    H.dispose();
    dispose(theta);
  }
}

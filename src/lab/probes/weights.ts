import { costSince, exact, noCost } from '../../core/estimate.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { norm } from '../../linalg/float64.ts';
import { squaredGradientAt } from '../../objective/gradient-at.ts';
import { invariantDrift as drift } from '../../probes/flatness/invariants.ts';
import { defineProbe } from './probe.ts';

export const weightNorm = defineProbe({
  about: '‖θ‖, the length of all weights and biases',
  sources: { none: 'the Euclidean length' },
  cost: 'nothing',
  form: '',
  options: {},
  outputs: { weightNorm: { positive: true, axis: 'Weight norm ‖θ‖', associated: false } },
  measure: ({ theta }) => ({ scalars: { weightNorm: exact(norm(flatten64(theta)), noCost) } }),
});

export const gradientSquared = defineProbe({
  about: '‖∇L‖², the square of the gradient of the training loss',
  sources: { none: 'the square of the Euclidean length' },
  cost: 'a gradient',
  form: '',
  options: {},
  outputs: {
    gradientSquared: { positive: true, axis: 'Squared gradient ‖∇L‖²', associated: false },
  },
  measure({ task, theta }) {
    const { objective, precision } = task;
    const start = performance.now();
    const value = squaredGradientAt(objective, theta, precision);
    const cost = costSince(start, { gradients: 1 });
    return { scalars: { gradientSquared: exact(value, cost) } };
  },
});

export const invariantDrift = defineProbe({
  about:
    'how far W_lᵀW_l + b_l b_lᵀ − W_{l+1}W_{l+1}ᵀ of neighbouring layers have moved, which flow keeps in linear networks',
  sources: ['arora2018'],
  cost: 'nothing',
  form: '',
  options: {},
  outputs: { invariantDrift: { positive: true, associated: false } },
  needs: ['initial-weights', 'network'],
  measure({ task, theta }) {
    if (task.supervised === undefined) return undefined;
    const { shapes, unlayered } = task.supervised.net;
    if (unlayered) return undefined;
    const found = drift(shapes, flatten64(task.theta0), flatten64(theta));
    return found === undefined ? undefined : { scalars: { invariantDrift: exact(found, noCost) } };
  },
});

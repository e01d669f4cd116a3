import { costSince, exact } from '../../../core/estimate.ts';
import { squaredGradientAt } from '../../../objective/gradient-at.ts';
import { defineProbe } from '../probe.ts';

export const samEdge = defineProbe({
  about:
    'the λ at which SAM on the full batch is at its edge of stability, which falls with the norm of the gradient',
  sources: ['long2024'],
  cost: 'a gradient',
  form: '',
  options: {},
  outputs: {
    samEdge: { positive: true, axis: 'Edge of SAM for the sharpness λ', associated: false },
  },
  needs: ['edge-at'],
  measure({ method: { edgeAt }, task, theta }) {
    if (edgeAt === undefined) return undefined;
    const { objective, precision } = task;
    const start = performance.now();
    const value = edgeAt(Math.sqrt(squaredGradientAt(objective, theta, precision)));
    return { scalars: { samEdge: exact(value, costSince(start, { gradients: 1 })) } };
  },
});

import { costSince, exact } from '../../../core/estimate.ts';
import { dot, norm } from '../../../linalg/float64.ts';
import { gradientAt } from '../../../objective/gradient-at.ts';
import { defineProbe } from '../probe.ts';
import { nextWeights } from './next-weights.ts';

export const directionalSharpness = defineProbe({
  about:
    'uᵀHu/‖u‖², the curvature along the method’s own next step u, and the cosine between u and −∇L',
  sources: ['pan2023'],
  cost: 'a step of the method, a gradient and an HVP',
  form: '',
  options: {},
  outputs: {
    directionalSharpness: {
      name: 'curvature along the next step',
      axis: 'Curvature along the next step uᵀHu/‖u‖²',
      associated: false,
    },
    stepDescent: {
      name: 'cosine of the next step and −∇L',
      axis: 'Cosine of the next step and −∇L',
      associated: false,
    },
  },
  measure(context) {
    const start = performance.now();
    const found = nextWeights(context, 1);
    if (found === undefined) return undefined;
    const { objective, precision } = context.task;
    const [here, next] = found.weights;
    const u = next!.map((w, i) => w - here![i]!);
    const size = norm(u);
    const gradient = gradientAt(objective, context.theta, precision);
    const curvature = dot(u, context.hessian().matvec(u)) / size ** 2;
    const descent = -dot(gradient, u) / (norm(gradient) * size);
    const cost = costSince(start, { gradients: found.gradients + 1, hvps: 1 });
    return {
      scalars: {
        directionalSharpness: exact(curvature, cost),
        stepDescent: exact(descent, { gradients: 0, hvps: 0, seconds: 0 }),
      },
    };
  },
});

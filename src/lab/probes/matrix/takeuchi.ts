import { addCosts, costSince, exact } from '../../../core/estimate.ts';
import { gradientNoise as moments } from '../../../probes/noise/gradient-noise.ts';
import { takeuchi as criterion } from '../../../probes/noise/takeuchi.ts';
import { gaussNewtonDiagonal } from '../../../probes/operators/gauss-newton-diagonal.ts';
import { means, notNegative } from '../../spec/field.ts';
import { defineProbe } from '../probe.ts';

export const takeuchi = defineProbe({
  about:
    'Takeuchi’s information criterion tr(G⁻¹E) from the traces, and from the diagonals, of Gauss–Newton matrix and second moment of the gradients',
  sources: ['thomas2020', 'schneider2021', 'schraudolph2002'],
  cost: 'the gradient of every example, and k passes backward for each, k the outputs',
  form: '{ epsilon: 1.0e-7 }',
  options: {
    epsilon: notNegative('give what is added to the curvature, such as 1.0e-7')
      .default(1e-7)
      .meta(
        means('What is added to the curvature before it divides.', {
          source: 'that of Schneider, Dangel & Hennig',
          example: 1e-5,
        }),
      ),
  },
  outputs: { takeuchiTrace: { positive: true }, takeuchiDiagonal: { positive: true } },
  needs: ['network'],
  measure({ task, theta }, { epsilon }) {
    const { supervised, precision } = task;
    if (supervised === undefined) return undefined;
    const { objective } = supervised;
    const program = moments(objective, precision);
    const { mean, variance, trace } = program.at(theta);
    program.dispose();
    const start = performance.now();
    const diagonals = gaussNewtonDiagonal(objective, precision);
    const curvature = diagonals.exact(theta);
    diagonals.dispose();
    const passes = objective.examples * objective.microbatches.outputSize;
    const cost = addCosts(trace.cost, costSince(start, { gradients: passes }));
    const found = criterion({ mean, variance, curvature }, epsilon);
    return {
      scalars: {
        takeuchiTrace: exact(found.trace, cost),
        takeuchiDiagonal: exact(found.diagonal, cost),
      },
    };
  },
});

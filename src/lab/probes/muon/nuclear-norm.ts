import { costSince, exact } from '../../../core/estimate.ts';
import { asMatrix } from '../../../dynamics/solvers/orthogonal/as-matrix.ts';
import { compile } from '../../../engine/program/compile.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { flatten64 } from '../../../engine/tensors/params.ts';
import { singularValues } from '../../../linalg/singular-values.ts';
import { defineProbe } from '../probe.ts';

export const nuclearNorm = defineProbe({
  about:
    'Σ ‖∇L‖_* over weight matrices: how fast steps of orthogonalised gradients lower the loss, for each unit of η',
  sources: ['jordan2024'],
  cost: 'a gradient and the singular values of its matrices, mn² operations for each of some ten sweeps',
  form: '',
  options: {},
  outputs: {
    nuclearNorm: { positive: true, axis: 'Nuclear norm of the gradient ‖∇L‖_*', associated: false },
  },
  measure({ task, theta }) {
    const { objective, precision } = task;
    if (objective.shapes.every((shape) => asMatrix(shape) === undefined)) return undefined;
    const start = performance.now();
    const gradientAt = compile((q) => objective.gradient(q).gradient, precision);
    const out = gradientAt([...theta]);
    const value = out.reduce((total, array) => {
      const shape = asMatrix(array.shape);
      if (shape === undefined) return total;
      return total + singularValues(flatten64([array]), ...shape).reduce((a, b) => a + b, 0);
    }, 0);
    dispose(out);
    gradientAt.dispose();
    return { scalars: { nuclearNorm: exact(value, costSince(start, { gradients: 1 })) } };
  },
});

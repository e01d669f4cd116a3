import { costSince, exact } from '../../../core/estimate.ts';
import { inner } from '../../../engine/derivatives/autodiff.ts';
import { compile } from '../../../engine/program/compile.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { read64 } from '../../../engine/tensors/precise.ts';
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
    const square = compile((q) => {
      const { gradient } = objective.gradient(q);
      return [inner(gradient, gradient)];
    }, precision);
    const out = square([...theta]);
    const value = edgeAt(Math.sqrt(read64(out[0]!)[0]!));
    dispose(out);
    square.dispose();
    return { scalars: { samEdge: exact(value, costSince(start, { gradients: 1 })) } };
  },
});

import type { Precision } from '../../engine/program/compile.ts';
import { type LanczosState, lanczosSteps } from '../../engine/program/lanczos-steps.ts';
import type { Residual } from '../../engine/program/residual.ts';
import { dispose, keep, scoped } from '../../engine/tensors/memory.ts';
import { matMul } from '../../engine/tensors/operations.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { tensor } from '../../engine/tensors/tensor.ts';
import { addColumns } from '../../linalg/columns.ts';
import { norm } from '../../linalg/float64.ts';
import { addStep, hasEnded, type KrylovSpace, noSteps } from '../../linalg/krylov-space.ts';

/**
 * Steps in a call at most. A step reads all K rows that its call makes room for, half of them for nothing, and a call copies
 * the m rows before: K + 2m/K rows a step, least at K = √(2m), and m is 30 or so.
 */
const STEPS = 8;

/** The Krylov space of a multiple of a matrix, known through products [P] → [P], with all vectors on the engine. */
export function krylovOnEngine(
  product: Residual,
  start: Float64Array,
  {
    dim,
    scale,
    roundOff,
    precision,
  }: {
    readonly dim: number;
    readonly scale: number;
    readonly roundOff: number;
    readonly precision: Precision;
  },
): KrylovSpace {
  const T = noSteps();
  const length = norm(start);
  const made = (values: Float64Array, shape: readonly number[]) =>
    keep(tensor(precision === 'double' ? values : new Float32Array(values), shape));
  const next = made(
    start.map((x) => x / length),
    [dim],
  );
  let now: LanczosState = {
    ...{ basis: made(new Float64Array(0), [0, dim]), last: made(new Float64Array(dim), [dim]) },
    next,
  };
  const free = () => dispose([now.basis, now.last, now.next]);
  return Object.assign(T, {
    extend(m: number) {
      while (T.diagonal.length < m && !hasEnded(T)) {
        const steps = Math.min(STEPS, m - T.diagonal.length);
        const before = T.diagonal.length === 0 ? 0 : T.beta / scale;
        const limits = { floor: roundOff, size: T.size / scale, beta: before };
        const { alpha, beta, ...state } = lanczosSteps(product, now, steps, limits);
        free();
        now = state;
        for (let j = 0; j < alpha.length && !hasEnded(T); j++)
          addStep(T, scale * alpha[j]!, scale * beta[j]!, dim, roundOff);
      }
    },
    combine(x: readonly number[]) {
      const rows = now.basis.shape[0]!;
      if (precision === 'single') {
        const weights = Float32Array.from({ length: rows }, (_, j) => x[j] ?? 0);
        const y = scoped(() => matMul(tensor(weights, [1, rows]), now.basis));
        const values = read64(y);
        dispose(y);
        return values;
      }
      const V = read64(now.basis);
      const out = new Float64Array(dim);
      const columns = x.map((_, j) => V.subarray(j * dim, (j + 1) * dim));
      addColumns(out, 1, columns, x);
      return out;
    },
    dispose: free,
  });
}

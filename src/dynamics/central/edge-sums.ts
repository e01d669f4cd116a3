import { compile, finestPrecision, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { gather, matMul, mul, sum } from '../../engine/tensors/operations.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { indices, type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Matrix } from '../../linalg/dense.ts';
import { matrix, rowsOf } from './blocks.ts';

/** Sums over the P weights, of third derivatives along d directions and of k eigenvectors; compiled once for each d. */
export interface EdgeSums {
  /** F v, F D⁻¹Fᵀ and Z D Zᵀ. Shapes F [d][P], Z [k][P], v and D [P] → [d], [d][d], [k][k]. */
  turns(F: Tensor, Z: Tensor, along: { readonly v: Float64Array; readonly D: Float64Array }): Turns;
  /** Q v and Q diag(w) Qᵀ with rows zᵢzⱼ/D of Q, i ≤ j row by row. Shapes Z [k][P], the rest [P] → [d], [d][d]. */
  products(
    Z: Tensor,
    of: { readonly v: Float64Array; readonly w: Float64Array; readonly D: Float64Array },
  ): Products;
  /** xᵀF. Shapes [d], [d][P] → [P]. */
  pull(x: readonly number[], F: Tensor): Float64Array;
  /** diag ZᵀX Z. Shapes [k][k], [k][P] → [P]. */
  spread(X: Matrix, Z: Tensor): Float64Array;
  dispose(): void;
}

interface Turns {
  readonly slopes: readonly number[];
  readonly squares: Matrix;
  readonly overlaps: Matrix;
}

interface Products {
  readonly slopes: readonly number[];
  readonly squares: Matrix;
}

/** Compiles sums for blocks in this precision; they are added up in float64 where the engine has it. */
export function edgeSums(precision: Precision): EdgeSums {
  const times = (A: Tensor, B: Tensor) => matMul(A, B, { transposeB: true });
  const finest = finestPrecision();
  const turns = compile(
    ([F, v, inverse, Z, D]) => [
      times(F!, v!),
      times(mul(F!, inverse!), F!),
      times(mul(Z!, D!), Z!),
    ],
    finest,
  );
  const products = compile(([Z, inverse, first, second, v, w]) => {
    const Q = mul(mul(gather(Z!, first!), gather(Z!, second!)), inverse!);
    return [times(Q, v!), times(mul(Q, w!), Q)];
  }, finest);
  const pull = compile(([x, F]) => [matMul(x!, F!)], precision);
  const spread = compile(([X, Z]) => [sum(mul(matMul(X!, Z!), Z!), 0)], precision);
  return {
    turns(F, Z, { v, D }) {
      const made = [row(v), row(inverse(D)), row(D)] as const;
      const out = turns([F, made[0], made[1], Z, made[2]]);
      const [slopes, squares, overlaps] = out.map(rowsOf);
      dispose([...made, ...out]);
      return { slopes: slopes!.flat(), squares: squares!, overlaps: overlaps! };
    },
    products(Z, { v, w, D }) {
      const k = Z.shape[0]!;
      const places = Array.from({ length: k }, (_, i) =>
        Array.from({ length: k - i }, (_, j) => [i, i + j] as const),
      ).flat();
      const [first, second] = [0, 1].map((side) =>
        indices(Int32Array.from(places, (place) => place[side]!)),
      );
      const made = [row(inverse(D)), first!, second!, row(v), row(w)];
      const out = products([Z, ...made]);
      const [slopes, squares] = out.map(rowsOf);
      dispose([...made, ...out]);
      return { slopes: slopes!.flat(), squares: squares! };
    },
    pull: (x, F) => read(pull, [matrix([x])], F),
    spread: (X, Z) => read(spread, [matrix(X)], Z),
    dispose: () => [turns, products, pull, spread].forEach((each) => void each.dispose()),
  };
}

const row = (x: Float64Array): Tensor => tensor(x, [1, x.length]);
const inverse = (D: Float64Array) => D.map((d) => 1 / d);

function read(f: (inputs: Params) => Tensor[], made: Tensor[], block: Tensor): Float64Array {
  const out = f([...made, block]);
  const values = flatten64(out);
  dispose([...made, ...out]);
  return values;
}

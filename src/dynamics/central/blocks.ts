import { compile, finestPrecision, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import {
  concat,
  div,
  matMul,
  mul,
  sqrt,
  square,
  sub,
  sumOfRows,
} from '../../engine/tensors/operations.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Matrix } from '../../linalg/dense.ts';
import type { Grams } from '../../linalg/generalised-ritz.ts';

/** What is done to blocks of vectors, which have one in each row; compiled once for each shape. What is returned is the caller's to free. */
export interface Blocks {
  /** Inner products of V and W, added up in float64 where the engine has it. Shapes [m][P]. */
  grams(V: Tensor, W: Tensor): Grams;
  /** C V. Shapes [r][m], [m][P] → [r][P]. */
  combined(C: Matrix, V: Tensor): Tensor;
  /** C W − diag(λ) C V, with each row scaled to a unit vector. Shapes [r][m], [r], [m][P] → [r][P]. */
  residuals(C: Matrix, values: readonly number[], V: Tensor, W: Tensor): Tensor;
  /** The rows of one after those of the other. */
  stacked(V: Tensor, W: Tensor): Tensor;
  dispose(): void;
}

/** Operations on blocks in this precision. */
export function blocks(precision: Precision): Blocks {
  const timesTransposed = (A: Tensor, B: Tensor) => matMul(A, B, { transposeB: true });
  const grams = compile(
    ([V, W]) => [timesTransposed(V!, V!), timesTransposed(V!, W!), timesTransposed(W!, W!)],
    finestPrecision(),
  );
  const combined = compile(([C, V]) => [matMul(C!, V!)], precision);
  const residuals = compile(([C, values, V, W]) => {
    const rows = sub(matMul(C!, W!), mul(values!, matMul(C!, V!)));
    return [div(rows, sqrt(sumOfRows(square(rows))))];
  }, precision);
  const stacked = compile(([V, W]) => [concat([V!, W!])], precision);
  const withMatrix = (C: Matrix, f: (C: Tensor) => Tensor[]): Tensor => {
    const held = matrix(C);
    const [out] = f(held);
    dispose(held);
    return out!;
  };
  return {
    grams(V, W) {
      const out = grams([V, W]);
      const [VV, VW, WW] = out.map(rowsOf);
      dispose(out);
      return { VV: VV!, VW: VW!, WW: WW! };
    },
    combined: (C, V) => withMatrix(C, (held) => combined([held, V])),
    residuals: (C, values, V, W) =>
      withMatrix(C, (held) => {
        const column = matrix(values.map((value) => [value]));
        const out = residuals([held, column, V, W]);
        dispose(column);
        return out;
      }),
    stacked: (V, W) => stacked([V, W])[0]!,
    dispose: () => [grams, combined, residuals, stacked].forEach((each) => void each.dispose()),
  };
}

/** A matrix as a tensor. */
export function matrix(rows: readonly ArrayLike<number>[]): Tensor {
  const width = rows[0]?.length ?? 0;
  const flat = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) flat.set(row, i * width);
  return tensor(flat, [rows.length, width]);
}

/** The rows of a matrix. */
export function rowsOf(t: Tensor): number[][] {
  const flat = flatten64([t]);
  const [height, width] = t.shape as [number, number];
  return Array.from({ length: height }, (_, i) => [...flat.subarray(i * width, (i + 1) * width)]);
}

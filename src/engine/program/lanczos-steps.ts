import * as tf from '@tensorflow/tfjs-core';
import { Body } from '../graph/body.ts';
import { type Attribute, type Constant, type Node, type Ref, typeOf } from '../graph/graph.ts';
import { dispose, keep } from '../tensors/memory.ts';
import { read64, scalar } from '../tensors/precise.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { Inlined } from './inlined.ts';
import type { Residual } from './residual.ts';
import type { Around } from './stages.ts';

/** Where Lanczos stands after m steps, on the engine. */
export interface LanczosState {
  /** V, orthonormal rows, and rows of zeros. Shape [≥ m, P]. */
  readonly basis: Tensor;
  /** v_{m+1}. Shape [P]. */
  readonly next: Tensor;
}

/** What some steps came to. */
export interface LanczosSteps extends LanczosState {
  /** Of each step. Shape [steps]. */
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
}

/**
 * Steps of Lanczos with full reorthogonalisation in one call, of the matrix whose product with a vector [P] the function is.
 *
 *   w = A vⱼ, αⱼ = vⱼᵀw, w ← (I − VᵀV)² w, βⱼ = ‖w‖, vⱼ₊₁ = w/βⱼ
 *
 * Parlett, The Symmetric Eigenvalue Problem (1980), §13. All in the arithmetic of the function. They end early where
 * β ≤ floor · max(size, |α|, β so far), or where one is not a number. The state given stays the caller's.
 *
 * @throws Error off the native engine
 */
export function lanczosSteps(
  product: Residual,
  { basis, next }: LanczosState,
  steps: number,
  { floor, size }: { readonly floor: number; readonly size: number },
): LanczosSteps {
  const plan = [tf.scalar(steps, 'int32'), scalar(floor), scalar(size)];
  const out = product.around(inLoop, [next], [next], [basis, ...plan]);
  dispose(plan);
  const [done, v, alpha, beta, V] = out;
  const taken = done!.dataSync()[0]!;
  const read = (list: Tensor) => read64(list).subarray(0, taken);
  const found = { alpha: read(alpha!), beta: read(beta!), basis: keep(V!), next: keep(v!) };
  dispose([done!, alpha!, beta!]);
  return found;
}

const inLoop: Around = (fn, { from, to, more }) => {
  const product = new Inlined(fn);
  const [start] = product.own(from, to, (shape) => shape) as [Ref];
  const [P] = start.shape as [number];
  const { exact } = fn.sources.find((source) => source.from === from)!;
  const before = product.input('basis', { type: 'float32', shape: [-1, P] }, more, exact);
  const steps = product.input('steps', { type: 'int32', shape: [] }, more + 1);
  const floor = product.input('floor', number, more + 2);
  const known = product.input('size', number, more + 3);
  const top = new Body('lanczos');
  const [done, next, rows, alphas, betas] = top.loop({
    state: [
      ...[top.whole(0), top.reshape(start, [1, P])],
      ...[top.list(steps, { type: 'float32', shape: [P] }), top.list(steps, number)],
      ...[top.list(steps, number), known, top.constant(INFINITY)],
    ],
    goesOn: (body, [j, , , , , size, beta]) =>
      body.both(body.less(j!, steps), body.less(binary(body, 'Mul', floor, size!), beta!)),
    turn(body, [j, v, before_, alphas, betas, size]) {
      const flat = body.reshape(v!, [P]);
      const own = body.put(before_!, j!, flat);
      const w = body.reshape(product.results(body, [flat])[0]!, [1, P]);
      const alpha = dot(body, v!, w);
      // Twice: once is not enough in floating point (Parlett, §6.9).
      const rest = without(body, without(body, w, before, own), before, own);
      const beta = unary(body, 'Sqrt', dot(body, rest, rest));
      const most = binary(body, 'Maximum', unary(body, 'Abs', alpha), beta);
      return [
        ...[body.plus(j!, body.whole(1)), binary(body, 'RealDiv', rest, beta), own],
        ...[body.put(alphas!, j!, alpha), body.put(betas!, j!, beta)],
        ...[binary(body, 'Maximum', size!, most), beta],
      ];
    },
  });
  const N: Attribute = { kind: 'int', value: 2 };
  const basis = top.emit('ConcatV2', [before, rows!, top.whole(0)], before, {
    ...{ N, T: typeOf('float32'), Tidx: typeOf('int32') },
  });
  const outputs = [done!, top.reshape(next!, [P]), alphas!, betas!, basis];
  return product.recorded(top.nodes, outputs);
};

/** w less its components along the rows of both matrices. Shapes [1, P], [m, P]. */
function without(body: Body, w: Ref, A: Ref, B: Ref): Ref {
  const along = (V: Ref) => {
    const m = V.shape[0]!;
    return matMul(body, matMul(body, w, V, true, [1, m]), V, false, w.shape);
  };
  return binary(body, 'Sub', w, body.plus(along(A), along(B)));
}

/** Shapes [1, P] → []. */
const dot = (body: Body, v: Ref, w: Ref): Ref => body.reshape(matMul(body, v, w, true, [1, 1]), []);

function matMul(body: Body, a: Ref, b: Ref, transposed: boolean, shape: readonly number[]): Ref {
  const attributes: Node['attributes'] = {
    T: typeOf('float32'),
    transpose_a: { kind: 'bool', value: false },
    transpose_b: { kind: 'bool', value: transposed },
  };
  return body.emit('MatMul', [a, b], { type: 'float32', shape }, attributes);
}

const binary = (body: Body, op: string, a: Ref, b: Ref): Ref =>
  body.emit(op, [a, b], a, { T: typeOf(a.type) });

const unary = (body: Body, op: string, a: Ref): Ref => body.emit(op, [a], a, { T: typeOf(a.type) });

const number = { type: 'float32', shape: [] } as const;

const INFINITY: Constant = { ...number, values: Float64Array.of(Number.POSITIVE_INFINITY) };

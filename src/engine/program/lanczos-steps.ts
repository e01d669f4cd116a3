import * as tf from '@tensorflow/tfjs-core';
import { Body } from '../graph/body.ts';
import { type Attribute, type Node, type Ref, typeOf } from '../graph/graph.ts';
import { dispose, keep } from '../tensors/memory.ts';
import { read64, scalar } from '../tensors/precise.ts';
import { type Tensor, tensor } from '../tensors/tensor.ts';
import { Inlined } from './inlined.ts';
import type { Residual } from './residual.ts';
import type { Around } from './stages.ts';

/** Where Lanczos stands after m steps, on the engine. */
export interface LanczosState {
  /** V, orthonormal rows, and rows of zeros. Shape [≥ m, P]. */
  readonly basis: Tensor;
  /** v_m, or zeros before the first step. Shape [P]. */
  readonly last: Tensor;
  /** v_{m+1}. Shape [P]. */
  readonly next: Tensor;
}

/** What some steps came to. */
interface LanczosSteps extends LanczosState {
  /** Of each step. Shape [steps]. */
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
}

/**
 * Steps of Lanczos with full reorthogonalisation in one call, of the matrix whose product with a vector [P] the function is.
 *
 *   w = A vⱼ, αⱼ = vⱼᵀw, w ← w − αⱼ vⱼ − βⱼ₋₁ vⱼ₋₁, w ← (I − VᵀV) w, βⱼ = ‖w‖, vⱼ₊₁ = w/βⱼ
 *
 * Parlett, The Symmetric Eigenvalue Problem (1980), §13. The orthogonalisation is done again where it takes more than a third
 * of w, since what rounding leaves of the others is then no longer small beside the rest: Daniel, Gragg, Kaufman & Stewart,
 * Math. Comput. 30 (1976) 772–795. All is in the arithmetic of the function. Steps end early where
 * β ≤ floor · max(size, |α|, β so far), or where one is not a number. The state given stays the caller's.
 *
 * @throws Error off the native engine
 */
export function lanczosSteps(
  product: Residual,
  { basis, last, next }: LanczosState,
  steps: number,
  {
    floor,
    size,
    beta: before,
  }: { readonly floor: number; readonly size: number; readonly beta: number },
): LanczosSteps {
  const plan = [
    tf.scalar(steps, 'int32'),
    scalar(floor),
    scalar(size),
    tensor(Float64Array.of(before), []),
  ];
  const out = product.around(inLoop, [next], [next], [basis, last, ...plan]);
  dispose(plan);
  const [done, v, u, alpha, beta, V] = out;
  const taken = done!.dataSync()[0]!;
  const read = (list: Tensor) => read64(list).subarray(0, taken);
  const state = { basis: keep(V!), last: keep(u!), next: keep(v!) };
  const found = { alpha: read(alpha!), beta: read(beta!), ...state };
  dispose([done!, alpha!, beta!]);
  return found;
}

const inLoop: Around = (fn, { from, to, more }) => {
  const product = new Inlined(fn);
  const [start] = product.own(from, to, (shape) => shape) as [Ref];
  const [P] = start.shape as [number];
  const { exact } = fn.sources.find((source) => source.from === from)!;
  const before = product.input('basis', { type: 'float32', shape: [-1, P] }, more, exact);
  const last = product.input('last', { type: 'float32', shape: [P] }, more + 1, exact);
  const steps = product.input('steps', { type: 'int32', shape: [] }, more + 2);
  const floor = product.input('floor', number, more + 3);
  const known = product.input('size', number, more + 4);
  const old = product.input('beta', number, more + 5, exact);
  const top = new Body('lanczos');
  const [done, next, previous, rows, alphas, betas] = top.loop({
    state: [
      ...[top.whole(0), top.reshape(start, [1, P]), top.reshape(last, [1, P])],
      ...[top.list(steps, { type: 'float32', shape: [P] }), top.list(steps, number)],
      ...[top.list(steps, number), known, old, top.number(Number.POSITIVE_INFINITY)],
    ],
    goesOn: (body, [j, , , , , , size, , beta]) =>
      body.both(body.less(j!, steps), body.less(binary(body, 'Mul', floor, size!), beta!)),
    turn(body, [j, v, u, list, alphas, betas, size, beforeThis]) {
      const flat = body.reshape(v!, [P]);
      const own = body.put(list!, j!, flat);
      const w = body.reshape(product.results(body, [flat])[0]!, [1, P]);
      const alpha = dot(body, v!, w);
      const near = body.plus(scaled(body, v!, alpha), scaled(body, u!, beforeThis!));
      const [rest, beta] = orthogonal(body, binary(body, 'Sub', w, near), [before, own]);
      const most = binary(body, 'Maximum', unary(body, 'Abs', alpha), beta);
      return [
        ...[body.plus(j!, body.whole(1)), binary(body, 'RealDiv', rest, beta), v!, own],
        ...[body.put(alphas!, j!, alpha), body.put(betas!, j!, beta)],
        ...[binary(body, 'Maximum', size!, most), beta, beta],
      ];
    },
  });
  const N: Attribute = { kind: 'int', value: 2 };
  const basis = top.emit('ConcatV2', [before, rows!, top.whole(0)], before, {
    ...{ N, T: typeOf('float32'), Tidx: typeOf('int32') },
  });
  const vectors = [next!, previous!].map((v) => top.reshape(v, [P]));
  const outputs = [done!, ...vectors, alphas!, betas!, basis];
  return product.recorded(top.nodes, outputs);
};

/** w without its components along the rows of both matrices, and its norm. Shapes [1, P], [m, P] → [1, P], []. */
function orthogonal(body: Body, w: Ref, [A, B]: readonly [Ref, Ref]): [Ref, Ref] {
  const size = (x: Ref, of: Body) => unary(of, 'Sqrt', dot(of, x, x));
  const once = without(body, w, A, B);
  const [, rest, , length] = body.loop({
    state: [body.whole(0), once, size(w, body), size(once, body)],
    goesOn: (condition, [k, , before, now]) =>
      condition.both(
        condition.less(k!, condition.whole(1)),
        condition.less(now!, binary(condition, 'Mul', condition.number(LEFT), before!)),
      ),
    turn(inner, [k, x, before]) {
      const again = without(inner, x!, A, B);
      return [inner.plus(k!, inner.whole(1)), again, before!, size(again, inner)];
    },
  });
  return [rest!, length!];
}

/** w less its components along the rows of both matrices. Shapes [1, P], [m, P]. */
function without(body: Body, w: Ref, A: Ref, B: Ref): Ref {
  const along = (V: Ref) => {
    const m = V.shape[0]!;
    return matMul(body, matMul(body, w, V, true, [1, m]), V, false, w.shape);
  };
  return binary(body, 'Sub', w, body.plus(along(A), along(B)));
}

/** Shapes [1, P], []. */
const scaled = (body: Body, v: Ref, by: Ref): Ref => binary(body, 'Mul', v, by);

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

/** The share of a vector that must be left. */
const LEFT = 2 / 3;

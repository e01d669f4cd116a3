import * as tf from '@tensorflow/tfjs-core';
import { scalar } from './precise.ts';

/**
 * The derivatives ẋ and ẍ of a tensor x(ε) at ε = 0. Shapes that of x; absent means zero.
 *
 * Forward differentiation in Taylor mode, to second order (Griewank & Walther, Evaluating Derivatives,
 * 2008, §13.2). A tensor that depends on ε has its jet stored beside it, and every operation of operations.ts
 * gives its result the jet that follows from those of its arguments.
 */
export interface Jet {
  readonly first?: tf.Tensor | undefined;
  readonly second?: tf.Tensor | undefined;
}

const jets = new WeakMap<tf.Tensor, Jet>();

/** The jet of a tensor; undefined where it does not depend on ε. */
export const jetOf = (t: tf.Tensor): Jet | undefined => jets.get(t);

/** Stores the jet of a tensor beside it, and returns the tensor. */
export function withJet(t: tf.Tensor, { first, second }: Jet): tf.Tensor {
  if (first !== undefined || second !== undefined) jets.set(t, { first, second });
  return t;
}

type Maybe = tf.Tensor | undefined;

const plus = (a: Maybe, b: Maybe): Maybe =>
  a === undefined ? b : b === undefined ? a : tf.add(a, b);
const both = (a: Maybe, b: Maybe, f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Maybe =>
  a === undefined || b === undefined ? undefined : f(a, b);
const maybe = (a: Maybe, f: (a: tf.Tensor) => tf.Tensor): Maybe =>
  a === undefined ? undefined : f(a);

/** y = A x for a linear map A: ẏ = A ẋ, ÿ = A ẍ. */
export function linear(y: tf.Tensor, x: tf.Tensor, map: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const jet = jets.get(x);
  return jet === undefined
    ? y
    : withJet(y, { first: maybe(jet.first, map), second: maybe(jet.second, map) });
}

/** y = A (x₁, …, x_m) for a map that is linear in all of them together. */
export function jointly(
  y: tf.Tensor,
  parts: readonly tf.Tensor[],
  map: (parts: tf.Tensor[]) => tf.Tensor,
): tf.Tensor {
  const order = (k: keyof Jet): Maybe =>
    parts.some((p) => jets.get(p)?.[k] !== undefined)
      ? map(parts.map((p) => jets.get(p)?.[k] ?? tf.zerosLike(p)))
      : undefined;
  return withJet(y, { first: order('first'), second: order('second') });
}

/** y = a + b or a − b, either of which may be broadcast. */
export function sums(y: tf.Tensor, a: tf.Tensor, b: tf.Tensor, sign: 1 | -1): tf.Tensor {
  const [p, q] = [jets.get(a), jets.get(b)];
  if (p === undefined && q === undefined) return y;
  const order = (k: keyof Jet): Maybe => {
    const sum = plus(
      p?.[k],
      maybe(q?.[k], (d) => (sign === 1 ? d : tf.neg(d))),
    );
    return maybe(sum, (d) => (d.size === y.size ? d : tf.add(d, tf.zerosLike(y))));
  };
  return withJet(y, { first: order('first'), second: order('second') });
}

/** y = a ∘ b for a bilinear ∘: ẏ = ȧ ∘ b + a ∘ ḃ, ÿ = ä ∘ b + 2 ȧ ∘ ḃ + a ∘ b̈. */
export function product(
  y: tf.Tensor,
  a: tf.Tensor,
  b: tf.Tensor,
  times: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const [p, q] = [jets.get(a), jets.get(b)];
  if (p === undefined && q === undefined) return y;
  const cross = both(p?.first, q?.first, (u, v) => tf.mul(times(u, v), tf.scalar(2)));
  const order = (k: keyof Jet): Maybe =>
    plus(
      maybe(p?.[k], (d) => times(d, b)),
      maybe(q?.[k], (d) => times(a, d)),
    );
  return withJet(y, { first: order('first'), second: plus(order('second'), cross) });
}

/** y = a/b: ẏ = (ȧ − y ḃ)/b, ÿ = (ä − 2 ẏ ḃ − y b̈)/b. */
export function quotient(y: tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [p, q] = [jets.get(a), jets.get(b)];
  if (p === undefined && q === undefined) return y;
  const over = (d: Maybe): Maybe => maybe(d, (u) => tf.div(u, b));
  const minus = (d: Maybe, by: tf.Tensor): Maybe => maybe(d, (u) => tf.neg(tf.mul(u, by)));
  const first = over(plus(p?.first, minus(q?.first, y)));
  const cross = both(first, q?.first, (u, v) => tf.mul(tf.mul(u, v), tf.scalar(-2)));
  return withJet(y, { first, second: over(plus(plus(p?.second, minus(q?.second, y)), cross)) });
}

/** f′ and f″ at x, given x and y = f(x); a missing f″ is zero. */
type Slopes = (x: tf.Tensor, y: tf.Tensor) => readonly [tf.Tensor, tf.Tensor?];

/** y = f(x) entry by entry: ẏ = f′ ẋ, ÿ = f″ ẋ² + f′ ẍ. */
export function elementwise(name: keyof typeof slopes, y: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const jet = jets.get(x);
  if (jet === undefined) return y;
  const [f1, f2] = slopes[name](x, y);
  const first = maybe(jet.first, (d) => tf.mul(f1, d));
  const curved = both(f2, jet.first, (s, d) => tf.mul(s, tf.square(d)));
  return withJet(y, {
    first,
    second: plus(
      curved,
      maybe(jet.second, (d) => tf.mul(f1, d)),
    ),
  });
}

const one = () => tf.scalar(1);
const positive = (x: tf.Tensor) => tf.cast(tf.greater(x, tf.scalar(0)), 'float32');

const slopes = {
  square: (x) => [tf.mul(x, tf.scalar(2)), tf.scalar(2)],
  sqrt: (_, y) => {
    const s = tf.div(tf.scalar(0.5), y);
    return [s, tf.div(tf.neg(s), tf.mul(tf.square(y), tf.scalar(2)))];
  },
  exp: (_, y) => [y, y],
  log: (x) => {
    const s = tf.div(one(), x);
    return [s, tf.neg(tf.square(s))];
  },
  tanh: (_, y) => {
    const s = tf.sub(one(), tf.square(y));
    return [s, tf.mul(tf.mul(y, s), tf.scalar(-2))];
  },
  relu: (x) => [positive(x)],
  sigmoid: (_, y) => {
    const s = tf.mul(y, tf.sub(one(), y));
    return [s, tf.mul(s, tf.sub(one(), tf.mul(y, tf.scalar(2))))];
  },
  softplus: (x) => {
    const s = tf.sigmoid(x);
    return [s, tf.mul(s, tf.sub(one(), s))];
  },
  elu: (x) => {
    // As its derivatives backward: eˣ where x ≤ 0 for the first, where x < 0 for the second.
    const [up, down] = [positive(x), positive(tf.neg(x))];
    const e = tf.exp(tf.neg(tf.relu(tf.neg(x))));
    return [tf.add(up, tf.mul(tf.sub(one(), up), e)), tf.mul(down, e)];
  },
  erf: (x) => {
    const s = tf.mul(tf.exp(tf.neg(tf.square(x))), scalar(2 / Math.sqrt(Math.PI)));
    return [s, tf.mul(tf.mul(x, s), tf.scalar(-2))];
  },
} satisfies Record<string, Slopes>;

/**
 * The result of an operation that has no rule for jets.
 *
 * @throws Error where an argument has a jet
 */
export function refuseJets(y: tf.Tensor, ...inputs: readonly tf.Tensor[]): tf.Tensor {
  if (inputs.some((x) => jetOf(x) !== undefined)) {
    throw new Error('cannot differentiate forward through this operation');
  }
  return y;
}

/** The same values without a jet: a constant to forward differentiation, though not to backward. */
export const withoutJet = (a: tf.Tensor): tf.Tensor => tf.clone(a);

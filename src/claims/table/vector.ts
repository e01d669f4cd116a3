import type { Arithmetic } from '../expression/syntax.ts';
import { exact, type Missing, missing, type Quantity, type Value, type Vector } from './value.ts';

/** A vector of a run, at the training times where it was kept; nothing is read before it is asked for. */
export interface KeptVector {
  /** Those times, ascending; absent of what is the same throughout, as the initial weights. */
  times?(): readonly number[];
  /** What was kept at the k-th of them. */
  at?(k: number): Vector['entries'];
  /** What it is where the run ended; undefined where that was not kept. */
  end(): Vector['entries'] | undefined;
}

/** Entries of a vector, as they were recorded or computed. */
export const vector = (entries: Vector['entries']): Value => ({ kind: 'vector', entries });

/** Sums and differences of vectors, and multiples, parts and powers of their entries; all else is missing. */
export function operateOnVectors(op: Arithmetic, a: Value, b: Value): Value {
  if (a.kind === 'missing') return a;
  if (b.kind === 'missing') return b;
  if (a.kind === 'vector' && b.kind === 'vector') {
    if (op !== '+' && op !== '-') return missing('undefined', `two vectors have no ${op}`);
    const sign = op === '+' ? 1 : -1;
    return (
      differing(a, b) ?? vector(Float64Array.from(a.entries, (x, i) => x + sign * b.entries[i]!))
    );
  }
  const [of, by] = a.kind === 'vector' ? [a, b] : [b, a];
  if (of.kind !== 'vector' || by.kind !== 'number')
    return missing('undefined', 'a vector beside what is no number');
  const { value } = by;
  if (op === '*') return vector(Float64Array.from(of.entries, (x) => x * value));
  if (of !== a || op === '+' || op === '-')
    return missing('undefined', `a vector and a number have no ${op}`);
  if (op === '/' && value === 0) return missing('undefined', 'a division by 0');
  return vector(Float64Array.from(of.entries, (x) => (op === '/' ? x / value : x ** value)));
}

/** Numbers that vectors have: ‖a‖, ‖a − b‖, ⟨a, b⟩, and the cosine of their angle. */
export function measureVectors(name: string, of: readonly Vector[]): Quantity | Missing {
  const [a, b] = of as readonly [Vector, Vector | undefined];
  if (b === undefined) return finite(Math.sqrt(product(a, a)), name);
  const unlike = differing(a, b);
  if (unlike !== undefined) return unlike;
  if (name === 'dot') return finite(product(a, b), name);
  if (name === 'distance')
    return finite(Math.sqrt(added(a.entries, (x, i) => (x - b.entries[i]!) ** 2)), name);
  const sizes = Math.sqrt(product(a, a) * product(b, b));
  return sizes === 0
    ? missing('undefined', 'the cosine of a vector without length')
    : finite(Math.min(1, Math.max(-1, product(a, b) / sizes)), name);
}

/** The mean of vectors, or for `var` the trace of their covariance, with n − 1, and for `sd` its root. */
export function reduceVectors(name: string, of: readonly Vector[]): Value {
  const [first] = of;
  const n = of.length;
  for (const one of of) {
    const unlike = differing(first!, one);
    if (unlike !== undefined) return unlike;
  }
  const mean = Float64Array.from(
    first!.entries,
    (_, i) => of.reduce((s, v) => s + v.entries[i]!, 0) / n,
  );
  if (name === 'mean') return vector(mean);
  if (name !== 'var' && name !== 'sd') return missing('undefined', `${name}(…) of vectors`);
  if (n < 2) return missing('undefined', `${name}(…) of 1 value`);
  const squares = of.map(({ entries }) => added(entries, (x, i) => (x - mean[i]!) ** 2));
  const trace = squares.reduce((a, b) => a + b, 0) / (n - 1);
  return finite(name === 'sd' ? Math.sqrt(trace) : trace, name);
}

const product = (a: Vector, b: Vector): number => added(a.entries, (x, i) => x * b.entries[i]!);

function added(entries: Vector['entries'], f: (x: number, i: number) => number): number {
  let total = 0;
  for (let i = 0; i < entries.length; i++) total += f(entries[i]!, i);
  return total;
}

const differing = (a: Vector, b: Vector): Missing | undefined =>
  a.entries.length === b.entries.length
    ? undefined
    : missing('undefined', `vectors of ${a.entries.length} and ${b.entries.length} entries`);

const finite = (x: number, name: string): Quantity | Missing =>
  Number.isFinite(x) ? exact(x) : missing('undefined', `${name}(…) is not a finite number`);

import { oracle } from '../oracle/oracle.ts';
import { type Case, cases } from './networks-and-losses.ts';

/** A case at weights whose loss is about this, since the last layer has been scaled up. */
export interface SaturatedCase extends Case {
  readonly level: number;
}

/** Losses that span what float32 is to hold: to 1e-3 below 1e-6, from there on as well as any other. */
export const levels = [1e-12, 1e-9, 1e-6, 1e-3, 1, 1e3] as const;

/** Where the fast tests look: both ends, and where the bound changes. */
export const fewLevels = [1e-12, 1e-6, 1e3] as const;

/** Every activation × cross-entropy × network at such losses, and squared error at the largest of them. */
export const saturatedCases = (at: readonly number[]): readonly SaturatedCase[] =>
  cases.flatMap((c) =>
    at
      .filter((level) => c.loss === 'cross-entropy' || level > 1)
      .map((level) => ({ ...saturate(c, level), level, name: `${c.name}, loss ${level}` })),
  );

/**
 * The case with its last layer scaled so that its loss is `level`, on the examples that it tells apart best.
 *
 * Under log 2 the labels are the classes that the network gives, so that the loss falls as the logits grow, else
 * those that it gives last, so that it rises.
 */
function saturate(c: Case, level: number): Case {
  const small = level < Math.LN2;
  const on = c.loss === 'squared-error' ? c : toldApart(c, small);
  const lossAt = (scale: number) =>
    oracle(c.twin, c.loss, scaled(c, scale), Float64Array.from(on.x), on.labels).loss;
  let [low, high] = [1e-3, 1e6];
  for (let k = 0; k < 60; k++) {
    const middle = Math.sqrt(low * high);
    if (lossAt(middle) > level === small) low = middle;
    else high = middle;
  }
  return { ...c, ...on, theta: scaled(c, low).map(Math.fround) };
}

/**
 * The examples whose first class is ahead of the second by at least half of the widest lead, with their first or last
 * class as label: the loss at small margins would only show how well float32 holds large logits.
 */
function toldApart({ twin, loss, theta, x, labels }: Case, first: boolean) {
  const dim = x.length / labels.length;
  const rows = Array.from(labels, (_, i) => x.slice(i * dim, (i + 1) * dim));
  // −log p_k = log Σ eᶻ − z_k, the smallest for the first class.
  const each = rows.map((row) =>
    Array.from({ length: twin.classes }, (_, k) => {
      return oracle(twin, loss, theta, Float64Array.from(row), Int32Array.of(k)).loss;
    }),
  );
  const leads = each.map((own) => own.toSorted((a, b) => a - b)).map(([a, b]) => b! - a!);
  const kept = rows.map((_, i) => i).filter((i) => leads[i]! >= 0.5 * Math.max(...leads));
  return {
    x: Float32Array.from(kept.flatMap((i) => [...rows[i]!])),
    labels: Int32Array.from(kept, (i) =>
      each[i]!.indexOf(first ? Math.min(...each[i]!) : Math.max(...each[i]!)),
    ),
  };
}

/** θ with the arrays of its last layer, W and b, times `scale`. */
function scaled({ network, theta }: Case, scale: number): Float64Array {
  const last = network.shapes.slice(-2).reduce((sum, s) => sum + s.reduce((a, b) => a * b, 1), 0);
  return theta.map((w, i) => (i < theta.length - last ? w : w * scale));
}

import type { Cost, Estimate } from '../../core/estimate.ts';

/**
 * How many examples of class c (row) have their largest output at class d (column); the first of equal outputs counts.
 *
 * Shapes: outputs [n × k] row-major, labels [n] in 0 … k − 1, result [k, k].
 */
export function confusionOf(outputs: ArrayLike<number>, labels: Int32Array, k: number): number[][] {
  const counts = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  for (const [i, label] of labels.entries()) {
    let largest = 0;
    for (let c = 1; c < k; c++) if (outputs[i * k + c]! > outputs[i * k + largest]!) largest = c;
    counts[label]![largest]! += 1;
  }
  return counts;
}

/**
 * The mean over classes of the share r_c of their n_c examples that is classified correctly; classes without examples are left out.
 *
 * Brodersen, Ong, Stephan & Buhmann, ICPR 2010, equation (2) for two classes. Classes are independent of each other, so that stderr² is
 * (1/k²) Σ_c r_c (1 − r_c)/(n_c − 1); infinite where a class has one example. `interval` 1.96 of it either way.
 */
export function balancedAccuracy(counts: readonly (readonly number[])[], cost: Cost): Estimate {
  const classes = counts.flatMap((row, c) => {
    const n = row.reduce((a, b) => a + b, 0);
    return n === 0 ? [] : [{ n, share: row[c]! / n }];
  });
  const k = classes.length;
  const value = classes.reduce((sum, { share }) => sum + share, 0) / k;
  const variance = classes.reduce(
    (sum, { n, share }) =>
      sum + (n === 1 ? Number.POSITIVE_INFINITY : (share * (1 - share)) / (n - 1)),
    0,
  );
  const stderr = Math.sqrt(variance) / k;
  return {
    ...{ value, stderr, cost, converged: Number.isFinite(stderr) },
    interval: [value - 1.96 * stderr, value + 1.96 * stderr],
  };
}

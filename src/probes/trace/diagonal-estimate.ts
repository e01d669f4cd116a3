import { integerAtLeast, positive } from '../../core/check.ts';
import type { Cost, Estimate } from '../../core/estimate.ts';
import type { Block } from '../../linalg/layers.ts';
import { squaredMean } from '../../stats/means/squared-mean.ts';
import { LEVEL, studentQuantile } from '../../stats/student.ts';
import { summary } from '../../stats/summary.ts';

/** The diagonal of a symmetric matrix, and what a few numbers say of it. */
export interface DiagonalEstimate {
  /** Shape [P]. */
  readonly entries: Float64Array;
  /** Standard error of each entry, or what round-off may take off it. Shape [P]. */
  readonly errors: Float64Array;
  /** Σⱼ aⱼⱼ */
  readonly sum: Estimate;
  /** Σⱼ aⱼⱼ² */
  readonly squares: Estimate;
  /** maxⱼ aⱼⱼ */
  readonly largest: Estimate;
  /** Σ aⱼⱼ over each block that was asked for. */
  readonly blocks: readonly Estimate[];
}

/** Round-off up to this share of the entries leaves them the digits that they are said to have. */
const EXACT = 1e-3;
/** Groups that draws are gathered in. */
const GROUPS = 20;

/** A diagonal that is known but for the round-off of each entry, at most `share` of its size. Shape [P]. */
export function knownDiagonal(
  entries: Float64Array,
  { share, cost }: { readonly share: number; readonly cost: Cost },
  blocks: readonly Block[] = [],
): DiagonalEstimate {
  const errors = entries.map((a) => share * Math.abs(a));
  const estimate = (value: number, error: number): Estimate => ({
    ...{ value, stderr: error, cost },
    interval: [value - error, value + error],
    bounds: [value - error, value + error],
    converged: Number.isFinite(value) && share <= EXACT,
  });
  const total = (some: Float64Array) =>
    estimate(sumOf(some), share * some.reduce((sum, a) => sum + Math.abs(a), 0));
  const at = argMax(entries);
  const squares = entries.reduce((sum, a) => sum + a * a, 0);
  return {
    ...{ entries, errors },
    sum: total(entries),
    blocks: blocks.map(({ from, to }) => total(entries.subarray(from, to))),
    squares: estimate(squares, 2 * share * squares),
    largest: estimate(entries[at]!, errors[at]!),
  };
}

/**
 * A diagonal from independent draws x with E x = diag A, 20, 40, 80, … of them and at most maxDraws, until the standard errors of its sum and
 * of Σ aⱼⱼ² are at most relativeError times these.
 *
 * Entries are means over draws. Σ aⱼⱼ² is {@link squaredMean} of the means of 20 groups of draws, since squares of the entries would have their noise in
 * them. The largest of many noisy entries is too large: its interval is from maxⱼ(aⱼⱼ − qsⱼ) to maxⱼ(aⱼⱼ + qsⱼ), with q the Student quantile at which all P
 * entries are within q standard errors s at 95 % (Bonferroni), so that it covers at least as often; converged where half of it is at most relativeError times
 * the value. `draw` gives the k-th, shape [P].
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxDraws an integer ≥ 20
 */
export function sampledDiagonal(
  draw: (k: number) => Float64Array,
  { relativeError, maxDraws }: { readonly relativeError: number; readonly maxDraws: number },
  costOf: (draws: number) => Cost,
  blocks: readonly Block[] = [],
): DiagonalEstimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxDraws', maxDraws, GROUPS);
  const groups: Float64Array[] = [];
  // Of the whole diagonal, then of each block: sums of every draw.
  const wholes = [{ from: 0, to: Number.POSITIVE_INFINITY }, ...blocks];
  const sums = wholes.map((): number[] => []);
  for (let each = 1, drawn = 0; ; each = Math.min(2 * each, Math.floor(maxDraws / GROUPS))) {
    for (; drawn < each * GROUPS; drawn++) {
      const x = draw(drawn);
      for (const [b, { from, to }] of wholes.entries()) sums[b]!.push(sumOf(x.subarray(from, to)));
      const into = groups[drawn % GROUPS];
      if (into === undefined) groups.push(new Float64Array(x));
      else for (let j = 0; j < x.length; j++) into[j]! += x[j]!;
    }
    const means = groups.map((group) => group.map((x) => x / each));
    const squares = squaredMean(means);
    const totals = sums.map((own) => summary(own));
    const small = (value: number, error: number) => error <= relativeError * Math.abs(value);
    const finite = Number.isFinite(squares.value);
    const met = small(squares.value, squares.stderr) && small(totals[0]!.mean, totals[0]!.stderr);
    if (!met && finite && each < Math.floor(maxDraws / GROUPS)) continue;
    const cost = costOf(drawn);
    const [whole, ...parts] = totals.map(({ mean: value, stderr, interval }) => ({
      ...{ value, stderr, interval, cost },
      converged: small(value, stderr),
    }));
    const entries = meansOf(means);
    const errors = errorsOf(means, entries);
    const q = studentQuantile(1 - (1 - LEVEL) / (2 * entries.length), GROUPS - 1);
    const end = (sign: number) =>
      entries.reduce(
        (most, a, j) => Math.max(most, a + sign * q * errors[j]!),
        Number.NEGATIVE_INFINITY,
      );
    const at = argMax(entries);
    const [value, low, high] = [entries[at]!, end(-1), end(1)];
    return {
      ...{ entries, errors },
      sum: whole!,
      blocks: parts,
      squares: { ...squares, cost, converged: finite && small(squares.value, squares.stderr) },
      largest: {
        ...{ value, stderr: errors[at]!, interval: [low, high], cost },
        converged: small(value, (high - low) / 2),
      },
    };
  }
}

/** Shapes [m][P] → [P]. */
function meansOf(xs: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(xs[0]!.length);
  for (const x of xs) for (let j = 0; j < out.length; j++) out[j]! += x[j]! / xs.length;
  return out;
}

/** Standard errors of these means. Shapes [m][P], [P] → [P]. */
function errorsOf(xs: readonly Float64Array[], means: Float64Array): Float64Array {
  const out = new Float64Array(means.length);
  for (const x of xs) for (let j = 0; j < out.length; j++) out[j]! += (x[j]! - means[j]!) ** 2;
  return out.map((square) => Math.sqrt(square / (xs.length * (xs.length - 1))));
}

const sumOf = (xs: Float64Array): number => xs.reduce((a, b) => a + b, 0);

const argMax = (xs: Float64Array): number =>
  xs.reduce((best, x, j) => (x > xs[best]! ? j : best), 0);

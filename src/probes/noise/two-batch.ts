import { integerAtLeast, positive } from '../../core/check.ts';
import { type Cost, costSince, type Estimate } from '../../core/estimate.ts';
import { inner } from '../../engine/derivatives/autodiff.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { mul, square, sub, sum } from '../../engine/tensors/operations.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';
import { ratioOfMeans } from '../../stats/means/ratio.ts';
import { summary } from '../../stats/summary.ts';

export interface TwoBatchOptions {
  /** Rows of the k-th mini-batch: B independent draws with replacement, B the same for all. */
  readonly batches: (k: number) => Int32Array;
  /** Pairs of mini-batches, ≥ 2; pair j is (2j, 2j + 1). */
  readonly pairs: number;
  /** Requested standard error relative to the value, > 0. */
  readonly relativeError: number;
}

export interface TwoBatch {
  /** tr C */
  readonly trace: Estimate;
  /** ‖∇L‖² */
  readonly gradientSquared: Estimate;
  /** B_simple = tr C/‖∇L‖² */
  readonly noiseScale: Estimate;
}

/**
 * tr C, ‖∇L‖² and their ratio from pairs of mini-batch gradients alone, without bias in the first two.
 *
 * For independent g₁, g₂ with mean ∇L and covariance C/B, E[B/2 · ‖g₁ − g₂‖²] = tr C and E[g₁ᵀg₂] = ‖∇L‖².
 * These are S and |G|² of McCandlish et al. 2018, App. A.1, with B_small = B and B_big = 2B, the union of the
 * pair. The standard errors and 95 % intervals are over pairs, Student's for the means and Fieller's for the
 * ratio; the ratio's bias is O(1/pairs). Each is converged if its standard error is within relativeError · |value|,
 * and the ratio only if its interval is bounded too.
 *
 * Costs two gradients of B rows a pair. Mini-batches without replacement make tr C too small, by (n − B)/(n − 1).
 *
 * @throws RangeError unless pairs is an integer ≥ 2, relativeError in (0, ∞) and the batches of a pair of one size
 */
export function twoBatch(
  objective: Pick<Objective, 'precision' | 'gradient'>,
  theta: Params,
  { batches, pairs, relativeError }: TwoBatchOptions,
  precision: Precision = objective.precision ?? 'single',
): TwoBatch {
  integerAtLeast('pairs', pairs, 2);
  positive('relativeError', relativeError);
  const start = performance.now();
  const pair = compile(([rows1, rows2, ...q]) => {
    const g1 = objective.gradient(q, rows1).gradient;
    const g2 = objective.gradient(q, rows2).gradient;
    const apart = g1.map((g, a) => sum(square(sub(g, g2[a]!))));
    const B = rows1!.shape[0]!;
    return [...apart.map((x) => mul(x, B / 2)), inner(g1, g2)];
  }, precision);
  const noise = new Float64Array(pairs);
  const squares = new Float64Array(pairs);
  try {
    for (let j = 0; j < pairs; j++) {
      const drawn = [batches(2 * j), batches(2 * j + 1)] as const;
      if (drawn[0].length !== drawn[1].length)
        throw new RangeError(
          `invalid batches; not of one size: ${drawn[0].length} and ${drawn[1].length}`,
        );
      const rows = drawn.map(indices);
      const out = pair([...rows, ...theta]);
      const values = out.map((t) => read64(t)[0]!);
      squares[j] = values.pop()!;
      noise[j] = values.reduce((a, b) => a + b, 0);
      dispose([...rows, ...out]);
    }
  } finally {
    pair.dispose();
  }
  const cost = costSince(start, { gradients: 2 * pairs });
  const { value, stderr, interval } = ratioOfMeans(noise, squares);
  const sharp = (at: number, error: number) => error <= relativeError * Math.abs(at);
  return {
    trace: meanOf(noise, cost, sharp),
    gradientSquared: meanOf(squares, cost, sharp),
    noiseScale: {
      value,
      stderr,
      interval,
      cost,
      converged: sharp(value, stderr) && Number.isFinite(interval[0]),
    },
  };
}

function meanOf(
  xs: Float64Array,
  cost: Cost,
  sharp: (value: number, stderr: number) => boolean,
): Estimate {
  const { mean: value, stderr, interval } = summary(xs);
  return { value, stderr, interval, cost, converged: sharp(value, stderr) };
}

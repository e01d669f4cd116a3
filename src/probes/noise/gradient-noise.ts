import { costSince, type Estimate, exact } from '../../core/estimate.ts';
import { accumulate } from '../../engine/program/accumulate.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { block } from '../../engine/tensors/block.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { add, cast, equal, mul, square, sub, sum } from '../../engine/tensors/operations.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { indices, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import { dot } from '../../linalg/float64.ts';
import type { Objective } from '../../objective/objective.ts';

/** What the noise of mini-batches needs of an objective that is a mean over examples. */
export type Sampled = Pick<
  Objective,
  'examples' | 'shapes' | 'parameters' | 'precision' | 'gradient'
>;

/** First and second moments of the gradients gᵢ of the n examples at one point. */
export interface GradientNoise {
  /** ḡ = ∇L(θ). Shape [P]. */
  readonly mean: Float64Array;
  /** diag C, the variance of each entry over examples, with 1/n. Shape [P]. */
  readonly variance: Float64Array;
  /** ‖gᵢ‖. Shape [n]. */
  readonly norms: Float64Array;
  /** tr C = (1/n) Σᵢ ‖gᵢ − ḡ‖² */
  readonly trace: Estimate;
  /** B_simple = tr C / ‖∇L‖², in examples. */
  readonly noiseScale: Estimate;
}

/** Measures the noise of one objective at any point; graphs are compiled once. */
export interface GradientNoiseProbe {
  at(theta: Params): GradientNoise;
  dispose(): void;
}

/** Examples that share a call: long enough to hide its overhead, short beside the sums over 10⁴; by trial. */
const TOGETHER = 512;

/**
 * The gradient noise C = (1/n) Σᵢ (gᵢ − ḡ)(gᵢ − ḡ)ᵀ of a mean over n examples: its diagonal and trace, exactly.
 *
 * One loop in the graph goes through the examples one at a time, so that memory holds a few gradients whatever
 * n is; any network will do. The covariance of a mini-batch of B drawn with replacement is C/B. The simple noise
 * scale tr C/‖∇L‖² is the batch size at which noise and gradient are of one size: McCandlish, Kaplan, Amodei et al.,
 * An empirical model of large-batch training, 2018, §2.2, eq. (2.9). It is ∞ where ∇L = 0.
 *
 * Costs a gradient of each example, of those n + 1 gradients n on one row each. Errors are round-off.
 */
export function gradientNoise(
  objective: Sampled,
  precision: Precision = objective.precision ?? 'single',
): GradientNoiseProbe {
  const { examples: n, parameters: P, shapes } = objective;
  const k = shapes.length;
  const mean = compile((theta) => objective.gradient(theta).gradient, precision);
  const moments = compile(
    ([rows, ...held]) => secondMoments(objective, rows!, held.slice(0, k), held.slice(k)),
    precision,
  );
  return {
    at(theta) {
      const start = performance.now();
      const centre = mean(theta);
      const variance = new Float64Array(P);
      const norms = new Float64Array(n);
      const size = Math.ceil(n / Math.ceil(n / TOGETHER));
      for (let first = 0; first < n; first += size) {
        const count = Math.min(size, n - first);
        const rows = indices(Int32Array.from({ length: count }, (_, i) => first + i));
        const [lengths, ...squares] = moments([rows, ...theta, ...centre]);
        norms.set(read64(lengths!).map(Math.sqrt), first);
        for (const [j, x] of flatten64(squares).entries()) variance[j]! += x / n;
        dispose([rows, lengths!, ...squares]);
      }
      const gradient = flatten64(centre);
      dispose(centre);
      const cost = costSince(start, { gradients: n + 1 });
      const trace = variance.reduce((total, x) => total + x, 0);
      return {
        mean: gradient,
        variance,
        norms,
        trace: exact(trace, cost),
        noiseScale: exact(trace / dot(gradient, gradient), cost),
      };
    },
    dispose() {
      mean.dispose();
      moments.dispose();
    },
  };
}

/** ‖gᵢ‖² for each of these rows, and Σᵢ (gᵢ − ḡ)² entry by entry. Shapes [rows] and those of θ. */
function secondMoments(
  objective: Sampled,
  rows: Tensor,
  theta: Params,
  centre: Params,
): readonly Tensor[] {
  const count = rows.shape[0]!;
  const numbers = indices(Int32Array.from({ length: count }, (_, i) => i));
  return accumulate(count, (i) => {
    const { gradient } = objective.gradient(theta, block(rows, i, 1));
    const length = gradient.map((g) => sum(square(g))).reduce((a, b) => add(a, b));
    const here = cast(equal(numbers, i), 'float32');
    return [mul(here, length), ...gradient.map((g, a) => square(sub(g, centre[a]!)))];
  });
}

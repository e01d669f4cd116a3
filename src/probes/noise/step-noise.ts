import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { square, sub, sum } from '../../engine/tensors/operations.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { indices, type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { meanOverBatches } from './over-batches.ts';

/** Steps of a method per unit of training time, of which each draws anew. */
export interface RandomStep {
  /** A step from θ, divided by its dt, from what it draws. Shapes those of θ. */
  along(theta: Params, draws: Params): Tensor[];
  /** What the k-th step draws, row numbers or numbers, independent of the others; always as many. */
  draws(k: number): readonly (Int32Array | Float32Array | Float64Array)[];
  /** Gradients that a step takes. */
  readonly gradients: number;
}

export interface StepNoiseOptions {
  /** Requested standard error relative to the value, > 0. */
  readonly relativeError: number;
  /** Pairs of steps at most, ≥ 2. */
  readonly maxPairs: number;
}

/**
 * tr Cov(Δθ)/dt², the noise of a method's own step from fixed weights θ, in units of ‖∇L‖².
 *
 * E ½‖s₁ − s₂‖² over independent pairs of steps s = Δθ/dt, which has no bias whatever the mean of the step is. For mini-batches of B with
 * replacement it is tr C/B, with C the covariance of the gradients of single examples; without replacement (n − B)/(n − 1) of that. A mean
 * over pairs, see `meanOverBatches`. Two steps a pair.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxPairs an integer ≥ 2
 */
export function stepNoise(
  { along, draws, gradients }: RandomStep,
  theta: Params,
  { relativeError, maxPairs }: StepNoiseOptions,
  precision: Precision = 'single',
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxPairs', maxPairs, 2);
  const start = performance.now();
  const apart = compile((inputs) => {
    const each = (inputs.length - theta.length) / 2;
    const weights = inputs.slice(2 * each);
    const [a, b] = [inputs.slice(0, each), inputs.slice(each, 2 * each)];
    const [s1, s2] = [along(weights, a), along(weights, b)];
    return s1.map((s, i) => sum(square(sub(s, s2[i]!))));
  }, precision);
  try {
    const { samples, ...mean } = meanOverBatches(maxPairs, relativeError, (from, to) =>
      Array.from({ length: to - from }, (_, k) => {
        const j = 2 * (from + k);
        const drawn = [...draws(j), ...draws(j + 1)].map((x) =>
          x instanceof Int32Array ? indices(x) : tensor(x, [x.length]),
        );
        const out = apart([...drawn, ...theta]);
        const squares = out.map((t) => read64(t)[0]!);
        dispose([...drawn, ...out]);
        return squares.reduce((a, b) => a + b, 0) / 2;
      }),
    );
    return { ...mean, cost: costSince(start, { gradients: 2 * samples * gradients }) };
  } finally {
    apart.dispose();
  }
}

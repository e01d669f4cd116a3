import { integerAtLeast } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { add, zerosLike } from '../../engine/tensors/operations.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { indices, type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { dot } from '../../linalg/float64.ts';
import { squaredMean } from '../../stats/means/squared-mean.ts';
import type { RandomStep } from './step-noise.ts';

/** Groups of steps whose means are multiplied with each other. */
const GROUPS = 20;

/**
 * ‖E Δθ/dt + ∇L‖²/‖∇L‖², how far the mean of a method's own step from fixed weights θ is from a step down the gradient.
 *
 * The square of a mean has the noise of the mean in it, and is positive without any bias; `squaredMean` of the means of Δθ/dt + ∇L over 20 groups
 * has none. `gradient` is ∇L(θ), flat.
 *
 * @throws RangeError unless draws is an integer ≥ 20
 */
export function stepBias(
  { along, draws, gradients }: RandomStep,
  theta: Params,
  gradient: Float64Array,
  count: number,
  precision: Precision = 'single',
): Estimate {
  const each = Math.floor(integerAtLeast('draws', count, GROUPS) / GROUPS);
  const start = performance.now();
  const added = compile((inputs) => {
    const [sums, weights] = [inputs.slice(0, theta.length), inputs.slice(-theta.length)];
    const step = along(weights, inputs.slice(theta.length, -theta.length));
    return step.map((s, i) => add(sums[i]!, s));
  }, precision);
  try {
    const means = Array.from({ length: GROUPS }, (_, group) => {
      let sums: Tensor[] = theta.map(zerosLike);
      for (let k = 0; k < each; k++) {
        const drawn = draws(group * each + k).map((x) =>
          x instanceof Int32Array ? indices(x) : tensor(x, [x.length]),
        );
        const next = added([...sums, ...drawn, ...theta]);
        dispose([...sums, ...drawn]);
        sums = next;
      }
      const mean = flatten64(sums);
      dispose(sums);
      return mean.map((s, i) => s / each + gradient[i]!);
    });
    const size = dot(gradient, gradient);
    const { value, stderr, interval } = squaredMean(means);
    return {
      ...{ value: value / size, stderr: stderr / size },
      interval: [interval[0] / size, interval[1] / size],
      cost: costSince(start, { gradients: GROUPS * each * gradients }),
      converged: Number.isFinite(value / size),
    };
  } finally {
    added.dispose();
  }
}

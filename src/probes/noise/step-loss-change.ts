import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { mul, sub } from '../../engine/tensors/operations.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { indices, type Params } from '../../engine/tensors/tensor.ts';
import { axpy, dot } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { formsOf } from '../../linalg/operator-algebra.ts';
import { gradientAt } from '../../objective/gradient-at.ts';
import type { Objective } from '../../objective/objective.ts';
import type { BatchDraws } from './batch-gradients.ts';
import { meanOverBatches, skewedMean } from './over-batches.ts';

export interface StepLossChangeOptions extends BatchDraws {
  /** η */
  readonly eta: number;
}

export interface StepLossChange {
  /** E_B[L(θ − ηg_B)] − L(θ) */
  readonly change: Estimate;
  /** Its second-order prediction −η‖∇L‖² + η²/2 · E_B[g_BᵀHg_B]. */
  readonly predicted: Estimate;
  /** The change over η‖∇L‖², what the gradient alone would gain. */
  readonly relative: Estimate;
}

/** Rounding of a mean loss, as a share of it: a few units in the last place. */
const LOSS_ROUND_OFF: Readonly<Record<Precision, number>> = { single: 2 ** -22, double: 2 ** -50 };

/**
 * The expected change of the full loss by one step θ − ηg_B of SGD from θ, beside what the first two derivatives say of it.
 *
 * A mean over independent mini-batches of L(θ − ηg_B) − L(θ) − bᵀξ, with ξ = g_B − ∇L and b = η²H∇L − η∇L: the last term is 0 on the
 * average and takes off the noise of the first order (control variate; Owen, Monte Carlo theory, methods and examples, 2013, §8.9). Until the error is at most
 * relativeError times the larger of the change and η‖∇L‖², see `meanOverBatches`. The prediction is of the same mini-batches. To the interval
 * and to `bounds` comes the rounding of L. Costs a gradient of B rows, an evaluation of L and a form ξᵀHξ a mini-batch.
 *
 * @throws RangeError unless eta and relativeError are in (0, ∞) and maxBatches an integer ≥ 2
 */
export function stepLossChange(
  objective: Pick<Objective, 'precision' | 'value' | 'gradient'>,
  H: LinearOperator,
  theta: Params,
  { eta, batches, relativeError, maxBatches }: StepLossChangeOptions,
  precision: Precision = objective.precision ?? 'single',
): StepLossChange {
  positive('eta', eta);
  positive('relativeError', relativeError);
  integerAtLeast('maxBatches', maxBatches, 2);
  const start = performance.now();
  const mean = gradientAt(objective, theta, precision);
  const [size, Hg] = [dot(mean, mean), H.matvec(mean)];
  const slope = axpy(
    eta ** 2,
    Hg,
    mean.map((x) => -eta * x),
  );
  const [loss, stepped] = [
    compile((q) => [objective.value(q)], precision),
    compile(([rows, ...q]) => {
      const { gradient } = objective.gradient(q, rows);
      const after = objective.value(q.map((x, i) => sub(x, mul(gradient[i]!, eta))));
      return [after, ...gradient];
    }, precision),
  ];
  const forms: number[] = [];
  try {
    const before = scalar(loss([...theta]));
    const { samples, ...found } = meanOverBatches(
      ...([maxBatches, relativeError] as const),
      (from, to) => {
        const drawn = Array.from({ length: to - from }, (_, k) => {
          const rows = indices(batches(from + k));
          const [after, ...gradient] = stepped([rows, ...theta]);
          const noise = axpy(-1, mean, flatten64(gradient));
          dispose([rows, ...gradient]);
          return { noise, change: scalar([after!]) - before - dot(slope, noise) };
        });
        forms.push(
          ...formsOf(
            H,
            drawn.map(({ noise }) => noise),
          ),
        );
        return drawn.map(({ change }) => change);
      },
      eta * size,
    );
    const cost = costSince(start, {
      gradients: samples + Math.ceil(samples / 3),
      hvps: samples + 1,
    });
    const off = LOSS_ROUND_OFF[precision] * Math.abs(before);
    const change = rounded({ ...found, cost }, off);
    const first = -eta * size + (eta ** 2 / 2) * dot(mean, Hg);
    const second = skewedMean(forms.map((form) => first + (eta ** 2 / 2) * form));
    const small = second.stderr <= relativeError * Math.max(Math.abs(second.value), eta * size);
    const predicted = { ...second, cost, converged: found.converged && small };
    return { change, predicted, relative: over(change, eta * size) };
  } finally {
    loss.dispose();
    stepped.dispose();
  }
}

/** A scalar that is read and freed. */
function scalar(tensors: Params): number {
  const value = read64(tensors[0]!)[0]!;
  dispose(tensors);
  return value;
}

/** An estimate whose samples all share an error of at most `off`. */
const rounded = (estimate: Estimate, off: number): Estimate => {
  const { value, stderr, interval: [low, high] = [value, value] } = estimate;
  return {
    ...estimate,
    stderr: Math.hypot(stderr, off),
    interval: [low - off, high + off],
    bounds: [value - off, value + off],
  };
};

/** An estimate in units of an exact number > 0. */
const over = ({ value, stderr, interval, bounds, ...rest }: Estimate, unit: number): Estimate => ({
  ...rest,
  value: value / unit,
  stderr: stderr / unit,
  ...(interval && { interval: [interval[0] / unit, interval[1] / unit] }),
  ...(bounds && { bounds: [bounds[0] / unit, bounds[1] / unit] }),
});

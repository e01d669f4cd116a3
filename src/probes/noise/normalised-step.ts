import { costSince, type Estimate } from '../../core/estimate.ts';
import { jacobianVectorProduct } from '../../engine/derivatives/autodiff.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { sub } from '../../engine/tensors/operations.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { indices, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import { summary } from '../../stats/summary.ts';

/** A mean with the variance of its error. */
export interface Observed {
  readonly value: number;
  /** > 0 */
  readonly variance: number;
}

/** Loss and slope at one end of a step, the slope per whole step: ⟨∇L, d⟩ with d = θ₁ − θ₀. */
export interface EndOfStep {
  readonly loss: Observed;
  readonly slope: Observed;
}

/** The parabola a + b s + c s² along a step, s from 0 to 1. */
export interface Parabola {
  /** b */
  readonly slope: number;
  /** c */
  readonly curvature: number;
  /** α = −2c/b − 1, its standard error by the delta method; −1 where the parabola is concave. */
  readonly alpha: Omit<Estimate, 'cost' | 'converged'>;
}

/**
 * The normalised step α along the parabola fitted to loss and slope at both ends of a step.
 *
 * −1 is no step, 0 a step to the parabola's minimum and 1 one to the point of equal height on its other side; below
 * −1 the step leads uphill. The maximum-likelihood fit with independent normal errors, and −1 where it is concave,
 * are those of Schneider, Dangel & Hennig, Cockpit, NeurIPS 2021, §2. On a quadratic of curvature h along the step
 * descent has α = ηh − 1. Only the ratio of the variances bears on α, their size on its error.
 */
export function parabola(start: EndOfStep, end: EndOfStep): Parabola {
  // The height a is free, so that of the losses only their difference b + c counts.
  const observations = [
    {
      at: 1,
      value: end.loss.value - start.loss.value,
      variance: start.loss.variance + end.loss.variance,
    },
    { at: 0, ...start.slope },
    { at: 2, ...end.slope },
  ];
  // Normal equations of b + at · c = value.
  const sums = { w: 0, x: 0, xx: 0, y: 0, xy: 0 };
  for (const { at, value, variance } of observations) {
    const w = 1 / variance;
    sums.w += w;
    sums.x += w * at;
    sums.xx += w * at * at;
    sums.y += w * value;
    sums.xy += w * at * value;
  }
  const det = sums.w * sums.xx - sums.x ** 2;
  const slope = (sums.xx * sums.y - sums.x * sums.xy) / det;
  const curvature = (sums.w * sums.xy - sums.x * sums.y) / det;
  // α = −2c/b − 1: ∂α/∂b = 2c/b², ∂α/∂c = −2/b; covariance of (b, c) is the inverse of the normal matrix.
  const [db, dc] = [(2 * curvature) / slope ** 2, -2 / slope];
  const variance = (sums.xx * db * db - 2 * sums.x * db * dc + sums.w * dc * dc) / det;
  const value = curvature <= 0 ? -1 : (-2 * curvature) / slope - 1;
  return { slope, curvature, alpha: { value, stderr: Math.sqrt(variance) } };
}

/**
 * α of the step from θ₀ to θ₁; see `parabola`. Each end is observed on rows of its own, B ≥ 2 of them; `losses` gives
 * the loss of each row, in the shape of the rows.
 *
 * With the mini-batches of this step and the next it is Cockpit's. The errors count rows as draws from a population,
 * and those of loss and slope as independent, as Cockpit does. Costs two passes forward with derivatives.
 */
export function normalisedStep(
  losses: (theta: Params, rows: Tensor) => Tensor,
  { from, to }: { from: Params; to: Params },
  { start, end }: { start: Int32Array; end: Int32Array },
  precision: Precision = 'single',
): Estimate {
  const began = performance.now();
  const k = from.length;
  const observe = compile(([rows, ...all]) => {
    const [at, first, last] = [all.slice(0, k), all.slice(k, 2 * k), all.slice(2 * k)];
    const step = last.map((x, i) => sub(x, first[i]!));
    const own = (q: Params) => losses(q, rows!);
    return [own(at), jacobianVectorProduct(own, at, step)];
  }, precision);
  const observed = (theta: Params, numbers: Int32Array): EndOfStep => {
    const rows = indices(numbers);
    const out = observe([rows, ...theta, ...from, ...to]);
    const [loss, slope] = out.map((t): Observed => {
      const { mean, stderr } = summary(read64(t));
      return { value: mean, variance: stderr ** 2 };
    });
    dispose([rows, ...out]);
    return { loss: loss!, slope: slope! };
  };
  const { alpha } = parabola(observed(from, start), observed(to, end));
  observe.dispose();
  // A pass forward with its derivative does about the work of a gradient.
  const cost = costSince(began, { gradients: 2 });
  return { ...alpha, cost, converged: Number.isFinite(alpha.value) };
}

import { fraction, integerAtLeast, nonNegative } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';
import { neg, reshape } from '../../engine/tensors/operations.ts';
import type { Objective } from '../../objective/objective.ts';
import { type Labels, oneHot, type Targets } from '../../objective/targets.ts';
import type { Term } from '../integrate/term.ts';
import type { Batches } from './batches.ts';

/** Targets that a step gives its rows, in place of their own; a pure function of the step. Shape [B, k], row-major. */
export type StepTargets = (step: number, rows: Int32Array) => Float32Array | Float64Array;

/**
 * One-hot labels of which each is, with probability p, that of another class that occurs, drawn anew at every step.
 *
 * Damian, Ma & Lee, Label noise SGD provably prefers flat global minimizers, NeurIPS 2021. The mean target is,
 * where all k classes occur, q = (1 − p) y + p (1 − y)/(k − 1), label smoothing, and its covariance diag(q) − qqᵀ; both losses have gradients
 * linear in y, so that a step is unbiased for the loss on smoothed labels, and its gradient has, given the rows,
 * the covariance (1/B²) Σᵢ Jᵢᵀ (diag(qᵢ) − qᵢqᵢᵀ) Jᵢ with Jᵢ the Jacobian of the outputs, shape [k, P].
 *
 * @throws RangeError unless p is in [0, 1] and two classes or more occur
 */
export function flippedLabels(
  { labels, outputs, classes }: Labels,
  p: number,
  random: Rng,
): StepTargets {
  fraction('p', p);
  integerAtLeast('classes', classes.length, 2);
  const place = new Map(classes.map((label, i) => [label, i]));
  /** The class some places after that of a label, in a circle. */
  const another = (label: number, shift: number) =>
    classes[(place.get(label)! + shift) % classes.length]!;
  return (step, rows) => {
    const stream = random.fork('labels', step);
    const flipped = Int32Array.from(rows, (row) =>
      stream.uniform() < p
        ? another(labels[row]!, 1 + stream.integer(classes.length - 1))
        : labels[row]!,
    );
    return oneHot(flipped, outputs);
  };
}

/**
 * y + σξ with ξ ~ N(0, I) anew at every step: Gaussian noise on the targets of squared error.
 *
 * The gradient stays unbiased, and gains the covariance (σ²/B²) Σᵢ JᵢᵀJᵢ given the rows: σ²/B times their Gauss–Newton
 * matrix. Blanc, Gupta, Valiant & Valiant, Implicit regularization for deep neural networks driven by an
 * Ornstein–Uhlenbeck like process, COLT 2020. Under cross-entropy targets that do not sum to one shift the loss
 * by a term without meaning; use `flippedLabels`.
 *
 * @throws RangeError unless σ is non-negative and finite
 */
export function gaussianTargets(
  { values, outputs }: Pick<Targets, 'values' | 'outputs'>,
  sigma: number,
  random: Rng,
): StepTargets {
  nonNegative('sigma', sigma);
  return (step, rows) => {
    const y = new Float64Array(rows.length * outputs);
    rows.forEach((row, i) => {
      y.set(values.subarray(row * outputs, (row + 1) * outputs), i * outputs);
    });
    const xi = random.fork('labels', step).normals(y.length);
    return y.map((x, i) => x + sigma * xi[i]!);
  };
}

/**
 * f(θ) = −∇L(θ) with the step's targets in place of its own, on mini-batches or, without them, on all examples.
 *
 * @throws Error if the objective has no targets
 */
export function descendOnTargets(
  objective: Pick<Objective, 'parameters' | 'examples' | 'targets'>,
  targets: StepTargets,
  batches?: Batches,
): Term {
  const { targets: own, parameters, examples } = objective;
  if (own === undefined) throw new Error('noise on targets needs an objective with targets');
  const everyRow = Int32Array.from({ length: examples }, (_, i) => i);
  return {
    size: parameters * (batches?.(0).length ?? examples),
    drift(theta, [flat, rows]) {
      const y = reshape(flat!, [flat!.size / own.outputs, own.outputs]);
      return own.gradient(theta, y, rows).map(neg);
    },
    feeds({ step }) {
      if (batches === undefined) return [targets(step, everyRow)];
      const rows = batches(step);
      return [targets(step, rows), rows];
    },
  };
}

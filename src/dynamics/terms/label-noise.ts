import { fraction, integerAtLeast, nonNegative } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';
import { neg, reshape } from '../../engine/tensors/operations.ts';
import { type Labels, oneHot } from '../../objective/labels.ts';
import type { Objective } from '../../objective/objective.ts';
import type { Term } from '../integrate/term.ts';
import type { Batches } from './batches.ts';

/** Targets that a step gives its rows, in place of the one-hot labels y; a pure function of the step. Shape [B, k], row-major. */
export type Targets = (step: number, rows: Int32Array) => Float32Array;

/**
 * One-hot labels of which each is, with probability p, that of another class, drawn anew at every step.
 *
 * Damian, Ma & Lee, Label noise SGD provably prefers flat global minimizers, NeurIPS 2021. The mean target is
 * q = (1 − p) y + p (1 − y)/(k − 1), label smoothing, and its covariance diag(q) − qqᵀ; both losses have gradients
 * linear in y, so that a step is unbiased for the loss on smoothed labels, and its gradient has, given the rows,
 * the covariance (1/B²) Σᵢ Jᵢᵀ (diag(qᵢ) − qᵢqᵢᵀ) Jᵢ with Jᵢ the Jacobian of the outputs, shape [k, P].
 *
 * @throws RangeError unless p is in [0, 1] and there are two classes or more
 */
export function flippedLabels({ labels, classes }: Labels, p: number, random: Rng): Targets {
  fraction('p', p);
  integerAtLeast('classes', classes, 2);
  return (step, rows) => {
    const stream = random.fork('labels', step);
    const flipped = Int32Array.from(rows, (row) =>
      stream.uniform() < p
        ? (labels[row]! + 1 + stream.integer(classes - 1)) % classes
        : labels[row]!,
    );
    return oneHot(flipped, classes);
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
export function gaussianTargets({ labels, classes }: Labels, sigma: number, random: Rng): Targets {
  nonNegative('sigma', sigma);
  return (step, rows) => {
    const y = oneHot(
      rows.map((row) => labels[row]!),
      classes,
    );
    const xi = random.fork('labels', step).normals(y.length);
    return y.map((x, i) => x + sigma * xi[i]!);
  };
}

/**
 * f(θ) = −∇L(θ) with the step's targets in place of the labels, on mini-batches or, without them, on all examples.
 *
 * @throws Error if the objective has no labels
 */
export function descendOnTargets(
  objective: Pick<Objective, 'parameters' | 'examples' | 'labelled'>,
  targets: Targets,
  batches?: Batches,
): Term {
  const { labelled, parameters, examples } = objective;
  if (labelled === undefined) throw new Error('noise on labels needs an objective with labels');
  const everyRow = Int32Array.from({ length: examples }, (_, i) => i);
  return {
    size: parameters * (batches?.(0).length ?? examples),
    drift(theta, [flat, rows]) {
      const y = reshape(flat!, [flat!.size / labelled.classes, labelled.classes]);
      return labelled.gradient(theta, y, rows).map(neg);
    },
    feeds({ step }) {
      if (batches === undefined) return [targets(step, everyRow)];
      const rows = batches(step);
      return [targets(step, rows), rows];
    },
  };
}

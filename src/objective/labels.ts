import type { Params, Tensor } from '../engine/tensors/tensor.ts';

/** Examples of k classes, whose targets can be replaced. */
export interface Labels {
  /** Classes 0 … k − 1. Shape [n]. */
  readonly labels: Int32Array;
  /** k, also the outputs of the network. */
  readonly classes: number;
  /** ∇L over the given rows, or all examples, with targets [B, k] in place of theirs. Shapes those of θ. */
  gradient(theta: Params, targets: Tensor, rows?: Tensor): Tensor[];
}

/** The targets of labels in 0 … k − 1: row i is the unit vector of class labels[i]. Shape [n, k], row-major. */
export function oneHot(labels: Int32Array, classes: number): Float32Array {
  const y = new Float32Array(labels.length * classes);
  for (const [i, label] of labels.entries()) y[i * classes + label] = 1;
  return y;
}

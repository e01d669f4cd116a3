import type { EdgeQuantity } from '../../lab/spec/edge.ts';
import { SHARPNESS } from './recipe.ts';

/** How a quantity that has an edge is spoken of. */
export interface EdgeWords {
  /** In a sentence. */
  readonly name: string;
  /** What its edge is called. */
  readonly edge: string;
  /** What it is, in one sentence. */
  readonly definition: string;
  /** What happens above the edge. */
  readonly above: string;
}

const words: Readonly<Record<EdgeQuantity, EdgeWords>> = {
  sharpness: {
    name: 'λ',
    edge: 'edge',
    definition: SHARPNESS,
    above: 'steps grow along the top eigenvector of a fixed quadratic',
  },
  preconditionedSharpness: {
    name: 'λ(P⁻¹H)',
    edge: 'edge',
    definition:
      'Preconditioned sharpness λ(P⁻¹H) is the largest eigenvalue of P⁻¹H, H the Hessian of the training loss, P the diagonal by which the last step divided.',
    above: 'steps grow on a fixed quadratic with P held fixed',
  },
  batchSharpness: {
    name: 'the batch sharpness',
    edge: 'edge of stochastic stability',
    definition:
      'Batch sharpness is the mean over mini-batches of the curvature of their loss along its own gradient.',
    above: 'a step raises the loss of its own mini-batch on average, to second order',
  },
};

/** How this quantity is spoken of; undefined where no method has an edge of it. */
export const edgeWords = (quantity: string): EdgeWords | undefined =>
  Object.hasOwn(words, quantity) ? words[quantity as EdgeQuantity] : undefined;

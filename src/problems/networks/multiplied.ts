import { mul, sub } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Network } from './network.ts';

/** What becomes of a network's outputs. */
export interface OutputRule {
  /** α, what they are multiplied by; by default 1. */
  readonly outputScale?: number | undefined;
  /** Subtracts the outputs at the initial weights, so that training starts from 0; by default they stay. */
  readonly centred?: boolean | undefined;
}

/**
 * A network with outputs α f(θ, x), or, centred, α (f(θ, x) − f(θ₀, x)).
 *
 * Its kernel is α² that of f, and its steps move f by α² as much. Large α is training near the linear model at θ₀, small α is
 * far from it: Chizat, Oyallon & Bach, On lazy training in differentiable programming, NeurIPS 2019, where the loss is
 * divided by α² too. `start` is f at θ₀, on tensors other than those that this is
 * differentiated at; it costs a forward pass more at each evaluation.
 */
export function multiplied(
  network: Network,
  { outputScale: alpha = 1, centred = false }: OutputRule,
  start: (x: Tensor) => Tensor,
): Network {
  const { apply, activations } = network;
  const moved = (theta: Params, x: Tensor) =>
    centred ? sub(apply(theta, x), start(x)) : apply(theta, x);
  return {
    ...network,
    label: [
      network.label,
      ...(centred ? ['less its initial outputs'] : []),
      ...(alpha === 1 ? [] : [`times ${alpha}`]),
    ].join(', '),
    activations: centred ? 2 * activations : activations,
    apply: (theta, x) => (alpha === 1 ? moved(theta, x) : mul(moved(theta, x), alpha)),
  };
}

import { neg } from '../../engine/tensors/operations.ts';
import type { Objective } from '../../objective/objective.ts';
import type { Term } from '../integrate/term.ts';
import type { Batches } from './batches.ts';

/** What the terms that descend a loss need of it. */
export type Derivatives = Pick<Objective, 'parameters' | 'examples' | 'value' | 'gradient' | 'hvp'>;

/**
 * f(θ) = −∇L(θ), with Jacobian −∇²L(θ).
 *
 * @example
 * const { drift } = descend(objectiveOf(([x]) => ops.sum(ops.square(x!)), [[2]]));
 * const [f] = drift([tensor(Float32Array.of(1, 3), [2])], []);
 * console.log(f!.dataSync().join(' ')); // -2 -6
 */
export const descend = (objective: Derivatives): Term => ({
  size: objective.parameters * objective.examples,
  drift: (theta) => objective.gradient(theta).gradient.map(neg),
  loss: (theta) => objective.value(theta),
  fullLoss: true,
  jacobian: (theta, v) => objective.hvp(theta, v).map(neg),
});

/** f(θ) = −∇L_B(θ), the mean gradient over the rows of a mini-batch. */
export const descendOnBatches = (objective: Derivatives, batches: Batches): Term => ({
  drift: (theta, [rows]) => objective.gradient(theta, rows).gradient.map(neg),
  loss: (theta, [rows]) => objective.value(theta, rows),
  size: objective.parameters * batches(0).length,
  feeds: ({ step }) => [batches(step)],
});

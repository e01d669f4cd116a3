import { expect } from 'vitest';
import type { Method } from '../../src/dynamics/integrate/integrate.ts';
import { gradientDescent, gradientFlow } from '../../src/dynamics/methods/descent.ts';
import { type TrainOptions, train } from '../../src/dynamics/training/train.ts';
import { dispose, live } from '../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../src/engine/tensors/params.ts';
import type { Objective } from '../../src/objective/objective.ts';
import { quadratic } from '../../src/problems/toys/quadratic.ts';
import { lossOf, withWeights } from './small-training.ts';

/** Trains, checks that only the returned weights were made and kept, and frees them. */
export function trained(
  method: Method,
  objective: Objective,
  theta0: Float64Array,
  options: Partial<TrainOptions> & Pick<TrainOptions, 'stop'>,
) {
  return withWeights(theta0, objective.shapes, (theta) => {
    const before = live().tensors;
    const loss = lossOf(objective);
    const { theta: end, ...rest } = train(method, theta, { loss, evaluateEvery: 1, ...options });
    const lows = options.precision === 'double' && rest.step > 0 ? 2 : 1;
    expect(live().tensors - before).toBe(lows * end.length);
    const flat = flatten64(end);
    dispose(end);
    return { ...rest, theta: flat };
  });
}

/** L = ½θ², whose descent multiplies θ by 1 − η. */
export function parabola<T>(body: (objective: Objective) => T): T {
  const toy = quadratic([1]);
  try {
    return body(toy.objective);
  } finally {
    toy.dispose();
  }
}
export const one = Float64Array.of(1);
export const descend = (eta: number, options: Partial<TrainOptions> & Pick<TrainOptions, 'stop'>) =>
  parabola((o) => trained(gradientDescent(o, eta), o, one, options));
export const flow = (options: Partial<TrainOptions> & Pick<TrainOptions, 'stop'>) =>
  parabola((o) => trained(gradientFlow(o, 1e-5), o, one, { precision: 'double', ...options }));

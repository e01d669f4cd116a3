import { beforeAll, describe, expect, test } from 'vitest';
import { carriedOf, preconditionerOf } from '../../../src/dynamics/integrate/carried.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import type { Solver } from '../../../src/dynamics/integrate/solver.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { heavyBall } from '../../../src/dynamics/solvers/momentum.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { precondition } from '../../../src/dynamics/terms/precondition.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose as free } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const curvatures = [5, 1, 0.2];
const start = Float64Array.of(1, -2, 3);
const eta = 0.01;

/** θ, what the solver carries, and P after each of five steps on ½ Σ λᵢθᵢ². */
function path(solver: Solver, P?: Float64Array) {
  const { objective, dispose } = quadratic(curvatures);
  const plain = descend(objective);
  const method = {
    term: P === undefined ? plain : precondition(plain, P),
    ...{ solver, controller: constant(eta) },
  };
  const theta0 = unflatten(start, objective.shapes);
  const points = [];
  for (const point of integrate(method, theta0, { steps: 5, precision: 'double' })) {
    const carried = carriedOf(solver, point);
    const scale = preconditionerOf(method, () => carried);
    points.push({ theta: flatten64(point.theta), carried, P: scale });
  }
  free(theta0);
  dispose();
  return points;
}

describe('the P of a step', () => {
  test('of Adam takes θ along its mean of gradients, bias corrections and all', () => {
    const [beta1, beta2, epsilon] = [0.9, 0.99, 1e-3];
    const points = path(adam({ beta1, beta2, epsilon }));
    expect(points[0]!.P).toBeUndefined();
    const m = [0, 0, 0];
    const v = [0, 0, 0];
    for (let k = 1; k < points.length; k++) {
      const [before, { theta, carried, P }] = [points[k - 1]!, points[k]!];
      expect(carried!.steps).toBe(k);
      for (const [i, lambda] of curvatures.entries()) {
        const g = lambda * before.theta[i]!;
        m[i] = beta1 * m[i]! + (1 - beta1) * g;
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        const root = Math.sqrt(v[i]! / (1 - beta2 ** k));
        expectNear(P![i]!, (1 - beta1 ** k) * (root + epsilon), { rtol: 1e-12 });
        expectNear(carried!.arrays.v![i]!, v[i]!, { rtol: 1e-12 });
        expectNear(theta[i]!, before.theta[i]! - (eta * m[i]!) / P![i]!, { rtol: 1e-12 });
      }
    }
  });

  test('of RMSProp divides the gradient', () => {
    const points = path(rmsprop({ alpha: 0.9, epsilon: 1e-3 }));
    expect(points[0]!.P).toBeUndefined();
    for (let k = 1; k < points.length; k++) {
      const [before, { theta, P }] = [points[k - 1]!, points[k]!];
      for (const [i, lambda] of curvatures.entries())
        expectNear(theta[i]!, before.theta[i]! * (1 - (eta * lambda) / P![i]!), { rtol: 1e-12 });
    }
  });

  test('is that of the term where the solver has none, and their product where both do', () => {
    const fixed = Float64Array.of(2, 3, 5);
    expect(path(euler, fixed).map(({ P }) => P)).toEqual(Array(6).fill(fixed));
    expect(path(heavyBall(0.5), fixed).at(-1)!.P).toEqual(fixed);
    expect(path(euler).at(-1)).toMatchObject({ carried: undefined, P: undefined });
    const both = path(adam(), fixed).at(-1)!;
    const own = adam().preconditioner!(both.carried!)!;
    expect([...both.P!]).toEqual([...own].map((p, i) => p * fixed[i]!));
  });
});

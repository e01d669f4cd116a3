import { beforeAll, describe, expect, test } from 'vitest';
import { free } from '../../../src/dynamics/integrate/checkpoint.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import type { Solver } from '../../../src/dynamics/integrate/solver.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { bogackiShampine } from '../../../src/dynamics/solvers/bogacki-shampine.ts';
import { dormandPrince } from '../../../src/dynamics/solvers/dormand-prince.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { heun } from '../../../src/dynamics/solvers/heun.ts';
import { heavyBall, nesterov } from '../../../src/dynamics/solvers/momentum.ts';
import { rk4 } from '../../../src/dynamics/solvers/rk4.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { precondition } from '../../../src/dynamics/terms/precondition.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { type Trial, threshold } from '../../../src/probes/stability/threshold.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const WIDTH = 0.01;
const STEPS = 1500;
const lambda = 4;

/** Whether 1,500 steps keep ‖θ‖ below 10⁴ times its start; `from` is the number of the first one. */
function stays(method: Method, objective: Objective, from: number): Trial {
  return withWeights(Float64Array.of(1, 0.5, -0.5), objective.shapes, (theta) => {
    const stepper = method.solver.bind(method.term, 'single');
    const { state } = stepper.init(theta);
    stepper.dispose();
    const { dt0: dt } = method.controller;
    const work = { gradients: 0, hvps: 0 };
    const resume = { step: from, t: from * dt, dt, theta, solver: state, work };
    const path = integrate(method, theta, {
      ...{ resume, steps: from + STEPS, stride: STEPS, escape: 1e4 },
    });
    let next = path.next();
    while (next.done !== true) next = path.next();
    free({ theta: [], solver: state });
    return { stable: next.value === 'completed', gradients: STEPS };
  });
}

/** The bracket of the largest ηλ at which a solver stays bounded on a quadratic with λ_max = 4. */
function edge(solver: Solver, guess: number, from = 0) {
  const q = quadratic([lambda, 1, 0.1], [1, -1, 2]);
  const term = descend(q.objective);
  const trial = (eta: number) =>
    stays({ term, solver, controller: constant(eta) }, q.objective, from);
  const found = threshold(trial, { guess: guess / lambda, width: WIDTH });
  q.dispose();
  expect(found.converged).toBe(true);
  const [low, high] = found.interval!;
  return [low * lambda, high * lambda] as const;
}

/** The slowest of these edges, ηλ = 2, grows by (1 + 2ε)¹⁵⁰⁰ a share ε above it: 10⁴ from ε = 0.31 % on. */
const SLOW = 1.0031;

const expectAround = ([low, high]: readonly [number, number], predicted: number) => {
  expect(low).toBeLessThanOrEqual(predicted * SLOW);
  expect(high).toBeGreaterThan(predicted);
  expect(high / low).toBeLessThanOrEqual(1.02);
};

/** Where |R(−z)| = 1 for the polynomial R of each method, 1 + z + z²/2 + …, to the last digit given. */
test.each([
  { solver: euler, limit: 2 },
  { solver: heun, limit: 2 },
  { solver: bogackiShampine, limit: 2.5127 },
  { solver: rk4, limit: 2.7853 },
  { solver: dormandPrince, limit: 3.3066 },
])('$solver.name at a fixed step is stable up to dt λ = $limit', ({ solver, limit }) => {
  expectAround(edge(solver, 1), limit);
});

describe.each([0, 0.5, 0.9, 0.99])('with β = %d', (beta) => {
  test('heavy ball is stable up to ηλ = 2 + 2β', () => {
    expectAround(edge(heavyBall(beta), 1), 2 + 2 * beta);
  });

  test('Nesterov is stable up to ηλ = (2 + 2β)/(1 + 2β)', () => {
    expectAround(edge(nesterov(beta), 1), (2 + 2 * beta) / (1 + 2 * beta));
  });
});

/** Beside so large an ε the root of a mean square of gradients up to 4·10⁴ is less than 0.4 %. */
const FROZEN = 1e7;

test.each([0, 0.5, 0.9])(
  'Adam with P = εI and β₁ = %d is stable up to ηλ/ε = (2 + 2β₁)/(1 − β₁)',
  (beta1) => {
    // From a late step on, where the bias corrections are 1: before, steps are longer than η.
    const [low, high] = edge(adam({ beta1, epsilon: FROZEN }), FROZEN, 100_000);
    expectAround([low / FROZEN, high / FROZEN], (2 + 2 * beta1) / (1 - beta1));
  },
);

test('RMSProp with P = εI is stable up to ηλ/ε = 2', () => {
  const [low, high] = edge(rmsprop({ epsilon: FROZEN }), FROZEN);
  expectAround([low / FROZEN, high / FROZEN], 2);
});

test.each([
  ['gradient descent', euler, 2],
  ['heavy ball', heavyBall(0.9), 3.8],
] as const)('preconditioned %s is stable up to the edge of P⁻¹H', (_, solver, predicted) => {
  // On a diagonal quadratic P⁻¹H has the eigenvalues 4/8, 1/0.25 and 0.1: the sharpest is the second.
  const q = quadratic([4, 1, 0.1]);
  const term = precondition(descend(q.objective), Float64Array.of(8, 0.25, 1));
  const trial = (eta: number) => stays({ term, solver, controller: constant(eta) }, q.objective, 0);
  const [low, high] = threshold(trial, { guess: 1, width: WIDTH }).interval!;
  expectAround([4 * low, 4 * high], predicted);
  q.dispose();
});

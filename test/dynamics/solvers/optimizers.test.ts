import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { adaptive, constant } from '../../../src/dynamics/integrate/controller.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientFlowFixedStep } from '../../../src/dynamics/methods/descent.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { heun } from '../../../src/dynamics/solvers/heun.ts';
import { heavyBall, nesterov } from '../../../src/dynamics/solvers/momentum.ts';
import { rkc2 } from '../../../src/dynamics/solvers/rkc2.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { precondition } from '../../../src/dynamics/terms/precondition.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  adamByHand,
  heavyBallByHand,
  nesterovByHand,
  pathByHand,
  polyakByHand,
  rmspropByHand,
} from '../../support/methods-in-float64.ts';
import { smallRegression } from '../../support/small-regression.ts';
import { distance, endOf, initial, pathOf, smallProblem } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const steps = 120;

/** Every optimizer beside its slow twin; `eta` is well within its stable range. */
const optimizers = [
  { name: 'heavy ball', solver: heavyBall(0.9), twin: () => heavyBallByHand(0.9), eta: 0.05 },
  {
    name: 'heavy ball as Polyak’s',
    solver: heavyBall(0.9),
    twin: () => polyakByHand(0.9),
    eta: 0.05,
  },
  { name: 'heavy ball at β = 0', solver: heavyBall(0), twin: () => polyakByHand(0), eta: 0.1 },
  { name: 'Nesterov', solver: nesterov(0.8), twin: () => nesterovByHand(0.8), eta: 0.05 },
  { name: 'Adam', solver: adam(), twin: () => adamByHand(0.9, 0.999, 1e-8), eta: 0.05 },
  {
    name: 'Adam with other constants',
    solver: adam({ beta1: 0.5, beta2: 0.9, epsilon: 0.1 }),
    twin: () => adamByHand(0.5, 0.9, 0.1),
    eta: 0.1,
  },
  { name: 'RMSProp', solver: rmsprop(), twin: () => rmspropByHand(0.99, 1e-8), eta: 0.01 },
  {
    name: 'RMSProp with other constants',
    solver: rmsprop({ alpha: 0.5, epsilon: 0.1 }),
    twin: () => rmspropByHand(0.5, 0.1),
    eta: 0.01,
  },
];

/** The largest distance between two paths of equal length. */
const apart = (a: readonly Float64Array[], b: readonly Float64Array[]) => {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((theta, k) => distance(theta, b[k]!)));
};

describe.each(optimizers)('$name', ({ solver, twin, eta }) => {
  test.each(['full batch', 'mini-batches'] as const)(
    'is its float64 loop on linear regression, %s',
    (kind) => {
      const toy = smallRegression();
      const rowsOf = () => batches(toy.n, 7, 'shuffled', rng(2));
      const term =
        kind === 'full batch' ? descend(toy.objective) : descendOnBatches(toy.objective, rowsOf());
      const method = { term, solver, controller: constant(eta) };
      const rows = rowsOf();
      const truth = pathByHand(
        twin(),
        toy.theta0,
        steps,
        (theta, step) => toy.gradient(theta, kind === 'full batch' ? toy.everyRow : rows(step)),
        () => eta,
      );
      const path = (precision: 'single' | 'double') =>
        pathOf(method, toy.objective, toy.theta0, { steps, precision });
      // 120 steps, each rounded a few times to 2⁻⁴⁸ of a state below 4; in single precision to 2⁻²⁴.
      expect(apart(path('double'), truth)).toBeLessThan(steps * 16 * 2 ** -48);
      expect(apart(path('single'), truth)).toBeLessThan(steps * 16 * 2 ** -24);
      expect(distance(truth[steps]!, truth[0]!)).toBeGreaterThan(0.5);
      toy.dispose();
    },
  );
});

test('Heun’s method on mini-batches takes both its gradients on the rows of the step', () => {
  const toy = smallRegression();
  const rows = batches(toy.n, 7, 'shuffled', rng(2));
  const eta = 0.2;
  const truth = [toy.theta0];
  for (let step = 0; step < steps; step++) {
    const theta = truth[step]!;
    const first = toy.gradient(theta, rows(step));
    const ahead = theta.map((x, i) => x - eta * first[i]!);
    const second = toy.gradient(ahead, rows(step));
    truth.push(theta.map((x, i) => x - (eta / 2) * (first[i]! + second[i]!)));
  }
  const term = descendOnBatches(toy.objective, rows);
  const method = { term, solver: heun, controller: constant(eta) };
  const path = pathOf(method, toy.objective, toy.theta0, { steps, precision: 'double' });
  expect(apart(path, truth)).toBeLessThan(steps * 16 * 2 ** -48);
  toy.dispose();
});

test('preconditioned gradient descent is its float64 loop, and so is any solver on its term', () => {
  const toy = smallRegression();
  const p = Float64Array.of(1, 2, 0.5, 4);
  const term = precondition(descend(toy.objective), p);
  const gradient = (theta: Float64Array) =>
    toy.gradient(theta, toy.everyRow).map((g, i) => g / p[i]!);
  for (const [solver, twin] of [
    [euler, heavyBallByHand(0)],
    [heavyBall(0.9), heavyBallByHand(0.9)],
  ] as const) {
    const method = { term, solver, controller: constant(0.05) };
    const truth = pathByHand(twin, toy.theta0, steps, gradient, () => 0.05);
    const path = pathOf(method, toy.objective, toy.theta0, { steps, precision: 'double' });
    expect(apart(path, truth)).toBeLessThan(steps * 16 * 2 ** -48);
  }
  toy.dispose();
});

test('flow of a preconditioned term by rkc2 is e^{−P⁻¹Ht} θ₀', () => {
  const q = quadratic([4, 1, 0.1]);
  const p = Float64Array.of(8, 0.25, 1);
  const method = {
    term: precondition(descend(q.objective), p),
    solver: rkc2,
    controller: adaptive(1e-7),
  };
  const theta0 = Float64Array.of(1, 2, -1);
  const end = endOf(method, q.objective, theta0, { time: 2, precision: 'double' });
  const truth = theta0.map((x, i) => x * Math.exp((-2 * [4, 1, 0.1][i]!) / p[i]!));
  expect(distance(end, truth)).toBeLessThan(1e-4);
  q.dispose();
});

test('a preconditioner must be positive, with an entry for each parameter', () => {
  const q = quadratic([4, 1, 0.1]);
  const term = descend(q.objective);
  expect(() => precondition(term, Float64Array.of(1, 0, 1))).toThrow(
    new RangeError('invalid diagonal; entry 1 not in (0, ∞): 0'),
  );
  const method = {
    term: precondition(term, Float64Array.of(1, 1)),
    ...{ solver: euler, controller: constant(0.1) },
  };
  expect(() => endOf(method, q.objective, Float64Array.of(1, 2, 3), { steps: 1 })).toThrow(
    new RangeError('invalid vector; 3 entries expected, 2 given'),
  );
  q.dispose();
});

test('heavy ball at small η is gradient flow 1/(1 − β) times as fast, with an error of order η', () => {
  const { objective, dispose: free } = smallProblem();
  const time = 2;
  const beta = 0.9;
  const end = (method: Method, T: number) =>
    endOf(method, objective, initial(), { time: T, precision: 'double' });
  const flow = end(gradientFlowFixedStep(objective, 0.02), time);
  const etas = [4e-4, 2e-4, 1e-4, 5e-5];
  const gaps = etas.map((eta) =>
    distance(
      end(
        { term: descend(objective), solver: heavyBall(beta), controller: constant(eta) },
        time * (1 - beta),
      ),
      flow,
    ),
  );
  free();
  expect(Math.abs(logLogSlope(etas, gaps).value - 1)).toBeLessThan(0.1);
  expect(gaps[3]! / Math.hypot(...flow)).toBeLessThan(1e-3);
});

test.each([
  ['heavy ball', () => heavyBall(1), 'invalid beta; not in [0, 1): 1'],
  ['Nesterov', () => nesterov(-0.1), 'invalid beta; not in [0, 1): -0.1'],
  ['Adam', () => adam({ beta1: 1 }), 'invalid beta1; not in [0, 1): 1'],
  ['Adam', () => adam({ beta2: Number.NaN }), 'invalid beta2; not in [0, 1): NaN'],
  ['Adam', () => adam({ epsilon: -1 }), 'invalid epsilon; not in [0, ∞): -1'],
  ['RMSProp', () => rmsprop({ alpha: 2 }), 'invalid alpha; not in [0, 1): 2'],
  ['RMSProp', () => rmsprop({ epsilon: -1 }), 'invalid epsilon; not in [0, ∞): -1'],
] as const)('%s refuses a constant out of range', (_, make, message) => {
  expect(make).toThrow(new RangeError(message));
});

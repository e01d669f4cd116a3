import { beforeAll, describe, expect, test } from 'vitest';
import { constant } from '../../src/dynamics/controller.ts';
import { euler } from '../../src/dynamics/euler.ts';
import { descend, gradientDescent, gradientFlowFixedStep } from '../../src/dynamics/methods.ts';
import { rk4 } from '../../src/dynamics/rk4.ts';
import { rkc2 } from '../../src/dynamics/rkc2.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { quadratic } from '../../src/problems/toys/quadratic.ts';
import { logLogSlope } from '../../src/stats/regression.ts';
import { expectNoLeaks } from '../engine/leaks.ts';
import { distance, endOf, initial, smallProblem } from './small.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** Every solver, with step counts at which its error is neither round-off nor beyond leading order. */
const solvers = [
  { solver: euler, counts: [40, 80, 160, 320] },
  { solver: rkc2, counts: [10, 20, 40, 80] },
  { solver: rk4, counts: [10, 20, 40, 80] },
];
const time = 2;

describe.each(solvers)('$solver.name', ({ solver, counts }) => {
  test(`converges with its order, ${solver.order}, on a tanh network`, () => {
    const { objective, dispose } = smallProblem();
    // RK4 with 400 steps: (80/400)⁴ < 0.2 % of the smallest error fitted.
    const truth = endOf(gradientFlowFixedStep(objective, time / 400), objective, initial(), {
      time,
      precision: 'double',
    });
    const errors = counts.map((n) => {
      const method = { term: descend(objective), solver, controller: constant(time / n) };
      const end = endOf(method, objective, initial(), { steps: n, precision: 'double' });
      return distance(end, truth);
    });
    dispose();
    const dts = counts.map((n) => time / n);
    expect(Math.abs(logLogSlope(dts, errors).value - solver.order)).toBeLessThan(0.15);
  });

  test('converges with its order on a quadratic, to e^{−Ht} θ₀', () => {
    const q = quadratic([1, 0.3, 2], [1, -1, 2]);
    const theta = Float64Array.of(1, 2, -1);
    const errors = counts.map((n) => {
      const method = { term: descend(q.objective), solver, controller: constant(time / n) };
      const end = endOf(method, q.objective, theta, { steps: n, precision: 'double' });
      return distance(end, q.flow(theta, time));
    });
    q.dispose();
    const dts = counts.map((n) => time / n);
    expect(Math.abs(logLogSlope(dts, errors).value - solver.order)).toBeLessThan(0.15);
  });
});

test('gradient descent approaches gradient flow in proportion to η on a tanh network', () => {
  const { objective, dispose } = smallProblem();
  const options = { time, precision: 'double' } as const;
  const flow = endOf(gradientFlowFixedStep(objective, 0.01), objective, initial(), options);
  const etas = [0.04, 0.02, 0.01, 0.005, 0.0025];
  const gaps = etas.map((eta) =>
    distance(endOf(gradientDescent(objective, eta), objective, initial(), options), flow),
  );
  dispose();
  expect(Math.abs(logLogSlope(etas, gaps).value - 1)).toBeLessThan(0.05);
});

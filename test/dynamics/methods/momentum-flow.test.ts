import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { adaptive, constant } from '../../../src/dynamics/integrate/controller.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientFlow } from '../../../src/dynamics/methods/descent.ts';
import { momentumFlow } from '../../../src/dynamics/methods/momentum-flow.ts';
import { dormandPrince } from '../../../src/dynamics/solvers/dormand-prince.ts';
import { inertial } from '../../../src/dynamics/solvers/inertial.ts';
import { heavyBall } from '../../../src/dynamics/solvers/momentum.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRegression } from '../../support/small-regression.ts';
import { distance, endOf, initial, smallProblem } from '../../support/small-training.ts';
import { trained } from '../../support/trained.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** x(t) of m x″ + γ x′ + h x = 0 from x(0) = 1, x′(0) = v. */
function mode(m: number, gamma: number, h: number, v: number, t: number): number {
  const middle = -gamma / (2 * m);
  const square = middle ** 2 - h / m;
  const w = Math.sqrt(Math.abs(square));
  const [c, s] =
    square < 0 ? [Math.cos(w * t), Math.sin(w * t)] : [Math.cosh(w * t), Math.sinh(w * t)];
  return Math.exp(middle * t) * (c + ((v - middle) / w) * s);
}

test.each([
  ['dormand-prince', 0.9, 0.05],
  ['bogacki-shampine', 0.9, 0.05],
  ['dormand-prince', 0.5, 0.4],
  ['dormand-prince', 0, 0.2],
] as const)(
  'on a quadratic each mode is that of its closed form: %s, β = %d, η = %d',
  (solver, beta, eta) => {
    const eigenvalues = [0.02, 1, 4];
    const toy = quadratic(eigenvalues);
    const time = 2;
    const method = momentumFlow(toy.objective, eta, beta, 1e-9, solver);
    const end = endOf(method, toy.objective, Float64Array.of(1, 1, 1), {
      time,
      precision: 'double',
    });
    const truth = Float64Array.from(eigenvalues, (h) =>
      mode((eta * (1 + beta)) / 2, 1 - beta, h, -h / (1 + beta), time),
    );
    expect(distance(end, truth)).toBeLessThan(2e-7);
    toy.dispose();
  },
);

test('with β = 0.9 a steep mode swings past its minimum, where gradient flow never does', () => {
  const toy = quadratic([4]);
  const end = endOf(
    momentumFlow(toy.objective, 0.05, 0.9, 1e-8),
    toy.objective,
    Float64Array.of(1),
    {
      time: 0.35,
      precision: 'double',
    },
  );
  expect(end[0]!).toBeLessThan(-0.1);
  toy.dispose();
});

describe('on a network', () => {
  const [beta, time] = [0.8, 0.4];
  /** Steps of heavy ball up to then. */
  const counts = [50, 100, 200, 400];

  test('heavy ball is off gradient flow at 1/(1 − β) its speed by η, and off its own flow by η²', () => {
    const { objective, dispose } = smallProblem();
    const end = (method: Method, options: object) =>
      endOf(method, objective, initial(), { ...options, precision: 'double' });
    const etas = counts.map((n) => time / n);
    const balls = etas.map((eta, i) =>
      end(
        { term: descend(objective), solver: heavyBall(beta), controller: constant(eta) },
        { steps: counts[i] },
      ),
    );
    const own = (eta: number, tolerance: number) =>
      end(momentumFlow(objective, eta, beta, tolerance), { time });
    const limit = end(gradientFlow(objective, 1e-9, 'dormand-prince'), {
      time: time / (1 - beta),
    });
    const toLimit = balls.map((theta) => distance(theta, limit));
    const toOwn = balls.map((theta, i) => distance(theta, own(etas[i]!, 1e-9)));
    // The flow's own error, at most: the change to a tolerance ten times as large.
    const error = distance(own(etas[3]!, 1e-9), own(etas[3]!, 1e-8));
    dispose();
    expect(error).toBeLessThan(2e-3 * toOwn[3]!);
    for (const [distances, order] of [
      [toLimit, 1],
      [toOwn, 2],
    ] as const) {
      const { value, interval } = logLogSlope(etas, distances);
      const found = `slope ${value} in [${interval}], distances ${distances}`;
      expect(Math.abs(value - order), found).toBeLessThan(0.1);
    }
    expect(toOwn[0]!).toBeLessThan(0.2 * toLimit[0]!);
  });
});

test('a step costs six gradients, and the start two', () => {
  const toy = quadratic([1, 2]);
  const { term, solver } = momentumFlow(toy.objective, 0.1, 0.5, 1e-3);
  const { work } = trained(
    { term, solver, controller: constant(0.01) },
    toy.objective,
    Float64Array.of(1, 1),
    { stop: { steps: 3 } },
  );
  expect(work).toEqual({ gradients: 20, hvps: 0 });
  toy.dispose();
});

test('constants out of range, noise and mini-batches are refused', () => {
  const toy = smallRegression();
  expect(() => momentumFlow(toy.objective, 0, 0.5, 1e-3)).toThrow('invalid eta');
  expect(() => momentumFlow(toy.objective, 0.1, 1, 1e-3)).toThrow('invalid beta');
  const solver = inertial(dormandPrince, { mass: 1, friction: 1, launch: 0 });
  const noisy = diffuse(descend(toy.objective), isotropic(4, 1), normals(4, rng(1)));
  expect(() => solver.bind(noisy, 'single')).toThrow('would leave out the noise of its term');
  const sampled = descendOnBatches(toy.objective, batches(toy.n, 4, 'shuffled', rng(1)));
  const method = { term: sampled, solver, controller: adaptive(1e-3) };
  expect(() => endOf(method, toy.objective, toy.theta0, { steps: 1 })).toThrow(
    'dormand-prince solves deterministic flows',
  );
  toy.dispose();
});

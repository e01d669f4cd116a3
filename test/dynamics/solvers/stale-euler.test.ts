import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import {
  gradientDescent,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import {
  type Delay,
  fixedDelay,
  geometricDelay,
  uniformDelay,
} from '../../../src/dynamics/solvers/delay.ts';
import { staleEuler } from '../../../src/dynamics/solvers/stale-euler.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectDistributed, expectUniform, tally } from '../../support/chi-square.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRegression } from '../../support/small-regression.ts';
import { distance, pathOf, withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const eta = 0.05;
const steps = 25;

const delays: readonly (readonly [string, () => Delay])[] = [
  ['fixed', () => fixedDelay(3)],
  ['uniform', () => uniformDelay(4, rng(3))],
  ['geometric', () => geometricDelay(2, 6, rng(3))],
];

test.each(delays)('descent on gradients of %s delay is its float64 loop', (_, make) => {
  const toy = smallRegression();
  const delay = make();
  const rows = batches(toy.n, 7, 'shuffled', rng(2));
  const method = {
    term: descendOnBatches(toy.objective, rows),
    solver: staleEuler(delay),
    controller: constant(eta),
  };
  const path = pathOf(method, toy.objective, toy.theta0, { steps, precision: 'double' });
  const truth = [toy.theta0];
  const used = new Set<number>();
  for (let step = 0; step < steps; step++) {
    const d = delay.at(step);
    used.add(d);
    const g = toy.gradient(truth[Math.max(0, step - d)]!, rows(step));
    truth.push(truth[step]!.map((x, i) => x - eta * g[i]!));
  }
  for (const [k, theta] of truth.entries()) expect(distance(path[k]!, theta)).toBeLessThan(1e-12);
  expect(Math.max(...used)).toBeGreaterThan(2);
  toy.dispose();
});

test('without delay it is SGD, bit for bit', () => {
  const toy = smallRegression();
  const rows = batches(toy.n, 7, 'shuffled', rng(2));
  const sgd = stochasticGradientDescent(toy.objective, eta, rows);
  const paths = [sgd, { ...sgd, solver: staleEuler(fixedDelay(0)) }].map((method) =>
    pathOf(method, toy.objective, toy.theta0, { steps }),
  );
  expect(paths[1]).toEqual(paths[0]);
  toy.dispose();
});

test.each([0, 1, 2, 3, 5])(
  'delay %i is stable up to ηλ = 2 sin(π/(2(2d + 1))) to a hundredth',
  (d) => {
    const lambda = 2.5;
    const edge = (2 * Math.sin(Math.PI / (2 * (2 * d + 1)))) / lambda;
    const toy = quadratic([lambda]);
    /** The largest |θ| of 60 late steps over that of 60 early ones. */
    const growth = (rate: number) => {
      const method = { ...gradientDescent(toy.objective, rate), solver: staleEuler(fixedDelay(d)) };
      const sizes = pathOf(method, toy.objective, Float64Array.of(1), { steps: 1500 }).map(([x]) =>
        Math.abs(x!),
      );
      return Math.max(...sizes.slice(-60)) / Math.max(...sizes.slice(200, 260));
    };
    expect(growth(1.01 * edge)).toBeGreaterThan(2);
    expect(growth(0.99 * edge)).toBeLessThan(0.5);
    toy.dispose();
  },
);

describe('a delay', () => {
  const draws = 40_000;
  const drawn = (delay: Delay) =>
    tally(
      Array.from({ length: draws }, (_, step) => delay.at(step)),
      delay.most + 1,
    );

  test('is uniform', () => {
    expectUniform(drawn(uniformDelay(6, rng(1))));
  });

  test.each([0.4, 1, 5])('is geometric of mean %d, the longest taking the tail', (mean) => {
    const most = 6;
    const q = mean / (1 + mean);
    const p = Array.from({ length: most }, (_, j) => (1 - q) * q ** j);
    expectDistributed(drawn(geometricDelay(mean, most, rng(2))), [...p, q ** most]);
  });

  test('of a mean beyond 2⁵³ is always the longest', () => {
    expect(drawn(geometricDelay(1e300, 3, rng(2)))).toEqual([0, 0, 0, draws]);
  });

  test('of mean 0 is none, and others must be whole numbers from 0 on', () => {
    expect(drawn(geometricDelay(0, 3, rng(2)))).toEqual([draws, 0, 0, 0]);
    expect(() => fixedDelay(-1)).toThrow('invalid d; not an integer in [0, 2⁵³): -1');
    expect(() => uniformDelay(0.5, rng(1))).toThrow('invalid most');
    expect(() => geometricDelay(-1, 2, rng(1))).toThrow('invalid mean; not in [0, ∞): -1');
    expect(() => geometricDelay(1, -2, rng(1))).toThrow('invalid most');
  });
});

test('the mean path under geometric delay is heavy ball of β = q and rate (1 − q)η', () => {
  const [h, rate, q, runs, count] = [1, 0.5, 0.5, 800, 6] as const;
  const toy = quadratic([h]);
  // Before step 6 every longer delay is one to the start.
  const paths = withWeights(Float64Array.of(1), toy.objective.shapes, (theta) =>
    Array.from({ length: runs }, (_, seed) => {
      const delay = geometricDelay(q / (1 - q), count, rng(seed));
      const method = { ...gradientDescent(toy.objective, rate), solver: staleEuler(delay) };
      return Array.from(
        integrate(method, theta, { steps: count }),
        (point) => flatten64(point.theta)[0]!,
      );
    }),
  );
  toy.dispose();
  // Before the start θ stood at θ₀: the mean of past gradients, D, begins at hθ₀.
  let [x, D] = [1, h];
  const apart: number[] = [];
  for (let k = 1; k <= count; k++) {
    D = q * D + (1 - q) * h * x;
    x -= rate * D;
    const at = paths.map((path) => path[k]!);
    const mean = at.reduce((a, b) => a + b, 0) / runs;
    const error = Math.sqrt(at.reduce((s, e) => s + (e - mean) ** 2, 0)) / runs;
    expect(Math.abs(mean - x)).toBeLessThan(4 * error + 1e-6);
    apart.push(Math.abs(x - (1 - rate * h) ** k) / (error + 1e-6));
  }
  // Far enough from no delay to tell.
  expect(Math.max(...apart)).toBeGreaterThan(20);
});

test('a term with noise is refused', () => {
  const toy = quadratic([1]);
  const term = diffuse(descend(toy.objective), isotropic(1, 1), normals(1, rng(1)));
  expect(() => staleEuler(fixedDelay(1)).bind(term, 'single')).toThrow(
    'stale-euler would leave out the noise of its term',
  );
  toy.dispose();
});

import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import type { Term } from '../../../src/dynamics/integrate/term.ts';
import { flowOfSgd, langevin } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { rk4 } from '../../../src/dynamics/solvers/rk4.ts';
import { rkc2 } from '../../../src/dynamics/solvers/rkc2.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { type Diffusion, diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { perturb } from '../../../src/dynamics/terms/gradient-noise.ts';
import { type Normals, normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRegression } from '../../support/small-regression.ts';
import { distance, endOf, initial, pathOf, smallProblem } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const h = 1;
const time = 1;

/** P copies of dθ = −hθ dt + noise, in n steps. */
function copies(P: number, diffusion: Diffusion, n: number, xi: Normals, theta0: Float64Array) {
  const toy = quadratic(new Array<number>(P).fill(h));
  const method: Method = {
    term: diffuse(descend(toy.objective), diffusion, xi),
    solver: eulerMaruyama,
    controller: constant(time / n),
  };
  const end = endOf(method, toy.objective, theta0, { steps: n, precision: 'double' });
  toy.dispose();
  return end;
}

test('mean and variance of an Ornstein–Uhlenbeck process converge with weak order 1', () => {
  const T = 0.7;
  const counts = [20, 40, 80, 160];
  const errors = counts.map((n) => {
    // Its end is linear in each step's normal: copy k hears step k alone, so that the squares of the copies'
    // ends sum to the variance, without a sample. The last copy hears none, and carries the mean.
    const alone: Normals = (step) =>
      Float32Array.from({ length: n + 1 }, (_, k) => (k === step ? 1 : 0));
    const theta0 = Float64Array.from({ length: n + 1 }, (_, k) => (k === n ? 1 : 0));
    const end = copies(n + 1, isotropic(n + 1, T), n, alone, theta0);
    const variance = end.slice(0, n).reduce((s, x) => s + x * x, 0);
    const exact = (T / h) * (1 - Math.exp(-2 * h * time));
    return [Math.abs(end[n]! - Math.exp(-h * time)), Math.abs(variance - exact)] as const;
  });
  for (const moment of [0, 1] as const) {
    const { value, interval } = logLogSlope(
      counts.map((n) => time / n),
      errors.map((e) => e[moment]),
    );
    expect(Math.abs(value - 1), `slope ${value} in [${interval}]`).toBeLessThan(0.05);
  }
  expect(eulerMaruyama.order).toBe(1);
});

test('a step on mini-batches with noise beside them is θ − dt ∇L_B + √(2T dt) ξ', () => {
  const toy = smallRegression();
  const [T, dt] = [0.3, 0.04];
  const rows = batches(toy.n, 5, 'shuffled', rng(6));
  const xi = normals(4, rng(7));
  const method: Method = {
    term: diffuse(descendOnBatches(toy.objective, rows), isotropic(4, T), xi),
    solver: eulerMaruyama,
    controller: constant(dt),
  };
  const path = pathOf(method, toy.objective, toy.theta0, { steps: 12, precision: 'double' });
  let theta = toy.theta0;
  for (let step = 0; step < 12; step++) {
    const g = toy.gradient(theta, rows(step));
    theta = theta.map((x, k) => x - dt * g[k]! + Math.sqrt(2 * T * dt) * xi(step)[k]!);
    expect(distance(path[step + 1]!, theta)).toBeLessThan(1e-12);
  }
  toy.dispose();
});

test('noise beside noise is the sum of both, each with its own normals', () => {
  const toy = quadratic([1, 2]);
  const [a, b, c] = [3, 4, 5].map((seed) => normals(2, rng(seed)));
  const [dt, sigma] = [0.1, 0.3];
  const first = diffuse(descend(toy.objective), isotropic(2, 0.5), a!);
  const theta0 = Float64Array.of(1, -1);
  const end = (term: Term) =>
    endOf({ term, solver: eulerMaruyama, controller: constant(dt) }, toy.objective, theta0, {
      ...{ steps: 1, precision: 'double' },
    });
  const alone = theta0.map((x, i) => x - dt * [1, 2][i]! * x + Math.sqrt(dt) * a!(0)[i]!);
  const both = alone.map((x, i) => x + Math.sqrt(2 * dt) * b!(0)[i]!);
  expect(distance(end(diffuse(first, isotropic(2, 1), b!)), both)).toBeLessThan(1e-12);
  const perturbed = alone.map((x, i) => x + dt * sigma * c!(0)[i]!);
  expect(distance(end(perturb(first, sigma, c!)), perturbed)).toBeLessThan(1e-12);
  toy.dispose();
});

describe('a stochastic flow', () => {
  const flows: readonly (readonly [string, (seed: number) => (o: Objective) => Method])[] = [
    ['langevin', (seed) => (o) => langevin(o, 0.01, 0.1, rng(seed))],
    [
      'the flow of SGD',
      (seed) => (o) =>
        flowOfSgd(o, { eta: 0.1, batch: 4, sampling: 'without-replacement' }, 0.05, rng(seed)),
    ],
  ];
  test.each(flows)('%s has the same bytes from the same seed, others from another', (_, of) => {
    const { objective, dispose } = smallProblem();
    const path = (seed: number) => pathOf(of(seed)(objective), objective, initial(), { steps: 10 });
    const first = path(1);
    expect(path(1)).toEqual(first);
    expect(path(2)[1]).not.toEqual(first[1]);
    dispose();
  });

  test('counts the gradient of its noise', () => {
    const { objective, dispose } = smallProblem();
    const noise = { eta: 0.1, batch: 4, sampling: 'with-replacement' } as const;
    expect(langevin(objective, 1, 0.1, rng(1)).term.work).toEqual({ gradients: 1, hvps: 0 });
    expect(flowOfSgd(objective, noise, 0.1, rng(1)).term.work).toEqual({ gradients: 2, hvps: 0 });
    dispose();
  });
});

test('noise is refused by solvers that would leave it out, and missed by the one that needs it', () => {
  const toy = quadratic([1]);
  const { term } = langevin(toy.objective, 1, 0.1, rng(1));
  for (const solver of [euler, rk4, rkc2, adam()]) {
    expect(() => solver.bind(term, 'single')).toThrow(
      `${solver.name} would leave out the noise of its term; use euler-maruyama`,
    );
  }
  expect(() => eulerMaruyama.bind(descend(toy.objective), 'single')).toThrow(
    'euler-maruyama needs a term with noise',
  );
  toy.dispose();
});

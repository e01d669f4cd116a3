import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientDescent, gradientFlow } from '../../../src/dynamics/methods/descent.ts';
import { modifiedFlow } from '../../../src/dynamics/methods/modified-flow.ts';
import { dormandPrince } from '../../../src/dynamics/solvers/dormand-prince.ts';
import { rk4 } from '../../../src/dynamics/solvers/rk4.ts';
import { rkc2 } from '../../../src/dynamics/solvers/rkc2.ts';
import { descendModified } from '../../../src/dynamics/terms/modified.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { loadImages } from '../../../src/lab/data/load.ts';
import { prepare } from '../../../src/problems/data/prepare.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { distance, endOf } from '../../support/small-training.ts';
import { trained } from '../../support/trained.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

describe('on a quadratic', () => {
  const eigenvalues = [0.3, 1, 4];
  const axis = [1, -2, 0.5];
  const theta0 = Float64Array.of(1, 2, -1);
  const eta = 0.4;
  const time = 1.5;

  test.each(['dormand-prince', 'bogacki-shampine'] as const)(
    'each mode decays at h + ηh²/2, by %s',
    (solver) => {
      const toy = quadratic(eigenvalues, axis);
      const faster = quadratic(
        eigenvalues.map((h) => h + (eta * h * h) / 2),
        axis,
      );
      const method = modifiedFlow(toy.objective, eta, 1e-9, solver);
      const end = endOf(method, toy.objective, theta0, { time, precision: 'double' });
      expect(distance(end, faster.flow(theta0, time))).toBeLessThan(1e-7);
      toy.dispose();
      faster.dispose();
    },
  );

  test('a drift costs a gradient and a Hessian–vector product', () => {
    const toy = quadratic(eigenvalues, axis);
    const term = descendModified(toy.objective, eta);
    const work = (solver: Method['solver']) =>
      trained({ term, solver, controller: constant(0.1) }, toy.objective, theta0, {
        stop: { steps: 3 },
      }).work;
    expect(work(rk4)).toEqual({ gradients: 12, hvps: 12 });
    expect(work(dormandPrince)).toEqual({ gradients: 19, hvps: 19 });
    toy.dispose();
  });

  test('a rate that is not positive throws, and so does a solver that needs the Jacobian', () => {
    const toy = quadratic([1]);
    expect(() => descendModified(toy.objective, 0)).toThrow('invalid eta; not in (0, ∞): 0');
    expect(() => rkc2.bind(descendModified(toy.objective, 0.1), 'single')).toThrow(
      'rkc2 needs the Jacobian of its term',
    );
    toy.dispose();
  });
});

describe('on a network that learns MNIST', () => {
  const time = 1;
  /** Steps of descent up to then: four halvings of η, from 0.0125. */
  const counts = [80, 160, 320, 640, 1280];
  const places = { cacheDir: 'datasets', baseDir: '.' };

  test('GD is off the flow by η and off the modified flow by η²', async () => {
    const images = await loadImages({ name: 'mnist' }, places);
    const recipe = { train: 100, test: 10, centre: true, labelNoise: 0, randomLabels: false };
    const data = prepare(images, recipe, rng(1).fork('data'));
    const net = mlp({
      ...{ inputs: 784, hidden: [12], activation: 'tanh', outputs: 10 },
      ...{ parametrisation: 'standard', scale: 1 },
    });
    const { objective, dispose } = problem(net, 'squared-error', data, data.outputs);
    const theta0 = Float64Array.from(net.init(rng(2)).flatMap((a) => [...a]));
    const end = (method: Method, options: object) =>
      endOf(method, objective, theta0, { ...options, precision: 'double' });
    const flow = (tolerance: number) =>
      end(gradientFlow(objective, tolerance, 'dormand-prince'), { time });
    const modified = (eta: number, tolerance: number) =>
      end(modifiedFlow(objective, eta, tolerance), { time });

    const etas = counts.map((n) => time / n);
    const descents = etas.map((eta, i) =>
      end(gradientDescent(objective, eta), { steps: counts[i] }),
    );
    const exact = flow(1e-9);
    const toFlow = descents.map((theta) => distance(theta, exact));
    const toModified = descents.map((theta, i) => distance(theta, modified(etas[i]!, 1e-9)));
    // The flows' own errors, at most: the change to a tolerance ten times as large.
    const flowError = distance(exact, flow(1e-8));
    const modifiedError = distance(modified(etas[4]!, 1e-9), modified(etas[4]!, 1e-8));
    dispose();
    expect(objective.parameters).toBe(9550);
    expect(flowError).toBeLessThan(1e-3 * toFlow[4]!);
    expect(modifiedError).toBeLessThan(5e-3 * toModified[4]!);
    for (const [distances, order, width] of [
      [toFlow, 1, 0.05],
      [toModified, 2, 0.1],
    ] as const) {
      const { value, interval } = logLogSlope(etas, distances);
      const found = `slope ${value} in [${interval}], distances ${distances}`;
      for (const end of interval) expect(Math.abs(end - order), found).toBeLessThan(width);
    }
  });
});

import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { stateless } from '../../../src/dynamics/integrate/solver.ts';
import type { Term } from '../../../src/dynamics/integrate/term.ts';
import { stochasticGradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { svag } from '../../../src/dynamics/methods/svag.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { descendOnAverages } from '../../../src/dynamics/terms/averaging.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { perturb } from '../../../src/dynamics/terms/gradient-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten } from '../../../src/engine/tensors/params.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRegression } from '../../support/small-regression.ts';
import { distance, pathOf, withWeights } from '../../support/small-training.ts';
import { stretch } from '../../support/stretch.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const eta = 0.06;
const steps = 12;
const rows = batches(24, 5, 'with-replacement', rng(6));

test('SVAG of l = 5 weighs its two batches by 2 and −1, in steps of η/5', () => {
  const toy = smallRegression();
  const method = svag(toy.objective, eta, rows, 5);
  const path = pathOf(method, toy.objective, toy.theta0, { steps, precision: 'double' });
  let theta = toy.theta0;
  for (let step = 0; step < steps; step++) {
    const first = toy.gradient(theta, rows(2 * step));
    const second = toy.gradient(theta, rows(2 * step + 1));
    theta = theta.map((x, k) => x - (eta / 5) * (2 * first[k]! - second[k]!));
    expect(distance(path[step + 1]!, theta)).toBeLessThan(1e-12);
  }
  expect(method.term.work).toEqual({ gradients: 2, hvps: 0 });
  toy.dispose();
});

test('SVAG of l = 1 is SGD on every other batch', () => {
  const toy = smallRegression();
  const options = { steps, precision: 'double' } as const;
  const sgd = stochasticGradientDescent(toy.objective, eta, (step) => rows(2 * step));
  const ends = [svag(toy.objective, eta, rows, 1), sgd].map(
    (method) => pathOf(method, toy.objective, toy.theta0, options).at(-1)!,
  );
  expect(distance(ends[0]!, ends[1]!)).toBeLessThan(1e-12);
  toy.dispose();
});

test('l must be a whole number and η positive', () => {
  const toy = smallRegression();
  expect(() => svag(toy.objective, eta, rows, 1.5)).toThrow('invalid l');
  expect(() => svag(toy.objective, 0, rows, 2)).toThrow('invalid eta');
  toy.dispose();
});

test('noise on gradients of mini-batches is θ − η(∇L_B − σξ), step by step', () => {
  const toy = smallRegression();
  const sigma = 0.4;
  const xi = normals(4, rng(7));
  const method = {
    term: perturb(descendOnBatches(toy.objective, rows), sigma, xi),
    solver: euler,
    controller: constant(eta),
  };
  const path = pathOf(method, toy.objective, toy.theta0, { steps, precision: 'double' });
  let theta = toy.theta0;
  for (let step = 0; step < steps; step++) {
    const g = toy.gradient(theta, rows(step));
    theta = theta.map((x, k) => x - eta * (g[k]! - sigma * xi(step)[k]!));
    expect(distance(path[step + 1]!, theta)).toBeLessThan(1e-12);
  }
  expect(() => perturb(method.term, -1, xi)).toThrow('invalid sigma; not in [0, ∞): -1');
  toy.dispose();
});

test('sixteen steps with normals among the feeds in one call are sixteen steps one by one', () => {
  const toy = smallRegression();
  const term = perturb(descendOnBatches(toy.objective, rows), 0.4, normals(4, rng(7)));
  const stepper = euler.bind(term, 'single');
  const at = { step: 4992, t: 0, dt: eta };
  withWeights(toy.theta0, toy.objective.shapes, (start) => {
    const together = stretch(stepper, start, at, stateless, 16);
    expect(together.taken).toBe(16);
    let one = stepper.step(start, at, stateless).theta;
    for (let k = 1; k < 16; k++) {
      const next = stepper.step(one, { ...at, step: at.step + k }, stateless).theta;
      dispose(one);
      one = next;
    }
    expect(flatten(together.theta)).toEqual(flatten(one));
    dispose([...together.theta, ...one]);
  });
  stepper.dispose();
  toy.dispose();
});

test('noise beside the rows of a term leaves its loss what it was', () => {
  const toy = smallRegression();
  const term = descendOnAverages(toy.objective, rows, 2);
  const noisy = [
    perturb(term, 0.4, normals(4, rng(7))),
    diffuse(term, isotropic(4, 0.1), normals(4, rng(7))),
  ];
  const at = { step: 3, t: 0, dt: eta };
  const lossOf = (of: Term) =>
    withWeights(toy.theta0, toy.objective.shapes, (theta) => {
      const stepper = (of.noise === undefined ? euler : eulerMaruyama).bind(of, 'single', {
        losses: true,
      });
      const { theta: next, losses } = stepper.step(theta, at, stateless);
      dispose(next);
      stepper.dispose();
      return losses!;
    });
  const expected = lossOf(term);
  expect(expected).toHaveLength(1);
  for (const of of noisy) expect(Math.abs(lossOf(of)[0]! / expected[0]! - 1)).toBeLessThan(1e-6);
  toy.dispose();
});

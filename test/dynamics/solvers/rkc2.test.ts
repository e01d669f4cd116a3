import { beforeAll, describe, expect, test } from 'vitest';
import { adaptive, constant } from '../../../src/dynamics/integrate/controller.ts';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import type { Term } from '../../../src/dynamics/integrate/term.ts';
import { rkc2 } from '../../../src/dynamics/solvers/rkc2.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

describe('rkc2 on a stiff quadratic, ρ = 1000 at dt = 1', () => {
  const h = [1000, 700, 320, 40, 1, 0.1];
  const theta0 = new Float64Array(h.length).fill(1);
  const run = () => {
    const q = quadratic(h);
    const method = { term: descend(q.objective), solver: rkc2, controller: constant(1) };
    const path = withWeights(theta0, q.objective.shapes, (theta) =>
      Array.from(integrate(method, theta, { steps: 20, precision: 'double' }), (p) => ({
        theta: flatten64(p.theta),
        work: p.work,
      })),
    );
    q.dispose();
    return path;
  };

  test('stays bounded, where Euler needs dt < 0.002', () => {
    for (const { theta } of run()) expect(Math.max(...theta.map(Math.abs))).toBeLessThanOrEqual(1);
  });

  test('damps the stiff modes and follows the slow one', () => {
    const end = run().at(-1)!.theta;
    // |R| ≤ 1 − ε/3 + O(ε²) < 0.96 a step on the stiff modes: 0.96²⁰ < 0.45.
    for (const mode of [0, 1, 2, 3]) expect(Math.abs(end[mode]!)).toBeLessThan(0.45);
    // The error of order 2: each step's is below (0.1)³/6, twenty of them 20 e^{−2} (0.1)³/6.
    expect(Math.abs(end[5]! - Math.exp(-2))).toBeLessThan((20 * Math.exp(-2) * 1e-3) / 6);
  });

  test('spends about √(1.5 · 1.2 ρ dt) gradients a step', () => {
    const path = run();
    const gradients = path.at(-1)!.work.gradients - path[0]!.work.gradients;
    // 1.2 is the safety on ρ; 20 power iterations find ρ = 1000 from below, within 5 %.
    expect(gradients / 20).toBeGreaterThan(Math.sqrt(1.8 * 950));
    expect(gradients / 20).toBeLessThan(Math.sqrt(1.8 * 1000 * 1.03) + 1);
  });
});

test('rkc2 counts its Hessian–vector products: 20 at the start, 1 every fifth step', () => {
  const q = quadratic([1, 2]);
  const method = { term: descend(q.objective), solver: rkc2, controller: constant(0.1) };
  const hvps = withWeights(Float64Array.of(1, 1), q.objective.shapes, (theta) =>
    Array.from(integrate(method, theta, { steps: 10 }), (p) => p.work.hvps),
  );
  q.dispose();
  expect(hvps).toEqual([20, 20, 20, 20, 20, 21, 21, 21, 21, 21, 22]);
});

test('rkc2 moves in a straight line where the gradient is constant and the Hessian zero', () => {
  const term: Term = {
    drift: () => [tensor(Float32Array.of(1, -2), [2])],
    jacobian: () => [tensor(Float32Array.of(0, 0), [2])],
  };
  const method = { term, solver: rkc2, controller: adaptive(1e-4) };
  const { ending, end } = withWeights(Float64Array.of(1, 1), [[2]], (theta) => {
    const path = integrate(method, theta, { time: 3, precision: 'double' });
    let end = new Float64Array(2);
    for (let next = path.next(); ; next = path.next()) {
      if (next.done === true) return { ending: next.value, end };
      end = flatten64(next.value.theta) as Float64Array<ArrayBuffer>;
    }
  });
  expect(ending).toBe('completed');
  expect(Math.max(Math.abs(end[0]! - 4), Math.abs(end[1]! + 5))).toBeLessThan(1e-12);
});

test('rkc2 gives a step that would take more than 500 stages to the controller to shorten', () => {
  const q = quadratic([1e10]);
  const method = { term: descend(q.objective), solver: rkc2, controller: adaptive(1e-4) };
  const path = withWeights(Float64Array.of(1), q.objective.shapes, (theta) =>
    Array.from(integrate(method, theta, { steps: 1 }), (p) => p.work),
  );
  q.dispose();
  expect(path).toHaveLength(2);
  // Attempts at 1e-3, 1e-4, … take 500, 500, 425, 135, …; without the bound the first takes 4,000.
  expect(path[1]!.gradients).toBeLessThan(2000);
});

test('rkc2 refuses a term without a Jacobian, and one with mini-batches', () => {
  const drift: Term['drift'] = (theta) => [...theta];
  expect(() => rkc2.bind({ drift }, 'single')).toThrow('rkc2 needs the Jacobian of its term');
  const feeds = () => [Int32Array.of(0)];
  expect(() => rkc2.bind({ drift, jacobian: drift, feeds }, 'single')).toThrow(
    'rkc2 solves deterministic flows; use euler for mini-batches',
  );
});

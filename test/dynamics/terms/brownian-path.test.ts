import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import { lockstep } from '../../../src/dynamics/integrate/lockstep.ts';
import { stepDecay } from '../../../src/dynamics/integrate/schedules.ts';
import { stateless } from '../../../src/dynamics/integrate/solver.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { brownianPath } from '../../../src/dynamics/terms/brownian-path.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { type Diffusion, diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import type { Normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { mul } from '../../../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { distance, pathOf } from '../../support/small-training.ts';
import { stretch } from '../../support/stretch.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

describe('strong order on one Brownian path', () => {
  const [P, fine, time, h] = [1500, 2048, 1, 1];
  const counts = [64, 128, 256, 512];
  const xi = brownianPath(P, time / fine, rng(5));
  const one = new Float64Array(P).fill(1);
  /** Mean |error| over P copies of dθ = −hθ dt + noise, Kloeden & Platen 1992, eq. (9.3.1); its slope against dt. */
  function slope(diffusion: Diffusion, exact: (W: readonly ArrayLike<number>[]) => Float64Array) {
    const toy = quadratic(new Array<number>(P).fill(h));
    const term = diffuse(descend(toy.objective), diffusion, xi);
    const methods = counts.map(
      (n): Method => ({ term, solver: eulerMaruyama, controller: constant(time / n) }),
    );
    const dt = time / fine;
    const truth = exact(
      Array.from({ length: fine }, (_, step) => xi(step, { step, t: step * dt, dt })),
    );
    const theta0 = unflatten(one, [[P]]);
    let errors: number[] = [];
    for (const { thetas } of lockstep(methods, theta0, { times: [time], precision: 'double' }))
      errors = thetas.map((theta) =>
        flatten64(theta!).reduce((s, x, k) => s + Math.abs(x - truth[k]!) / P, 0),
      );
    dispose(theta0);
    toy.dispose();
    return logLogSlope(
      counts.map((n) => time / n),
      errors,
    );
  }

  test('is 1 for additive noise', () => {
    const T = 0.7;
    const dt = time / fine;
    // The noise of each fine step decays from the middle of it: an error of order dt^{3/2}.
    const { value, interval } = slope(isotropic(P, T), (W) =>
      one.map((start, k) =>
        W.reduce(
          (x, w) => x * Math.exp(-h * dt) + Math.exp((-h * dt) / 2) * Math.sqrt(2 * T * dt) * w[k]!,
          start,
        ),
      ),
    );
    expect(Math.abs(value - 1), `slope ${value} in [${interval}]`).toBeLessThan(0.05);
  });

  test('is ½ for geometric Brownian motion', () => {
    const sigma = 0.8;
    const geometric: Diffusion = {
      normals: P,
      work: { gradients: 0, hvps: 0 },
      apply: ([theta], z) => [mul(theta!, mul(z, sigma))],
    };
    const { value, interval } = slope(geometric, (increments) =>
      one.map((start, k) => {
        const W = increments.reduce((s, w) => s + w[k]!, 0) * Math.sqrt(time / fine);
        return start * Math.exp((-h - sigma ** 2 / 2) * time + sigma * W);
      }),
    );
    expect(Math.abs(value - 0.5), `slope ${value} in [${interval}]`).toBeLessThan(0.06);
  });
});

/** θ = √(2T) W with 2T = 1, on a plane without slope. */
const onPlane = <T>(P: number, body: (method: (c: Method['controller']) => Method) => T): T => {
  const toy = quadratic(new Array<number>(P).fill(0));
  const term = diffuse(descend(toy.objective), isotropic(P, 0.5), brownianPath(P, 0.1, rng(7)));
  try {
    return body((controller) => ({ term, solver: eulerMaruyama, controller }));
  } finally {
    toy.dispose();
  }
};

test('runs of every dt, by a schedule, and between two steps are on the same path', () => {
  const P = 6;
  onPlane(P, (method) => {
    const toy = quadratic(new Array<number>(P).fill(0));
    const zero = new Float64Array(P);
    const options = { steps: 12, precision: 'double' } as const;
    const W = pathOf(method(constant(0.1)), toy.objective, zero, options);
    const coarse = pathOf(method(constant(0.3)), toy.objective, zero, { ...options, steps: 4 });
    for (const [k, at] of coarse.entries()) expect(distance(at, W[3 * k]!)).toBeLessThan(1e-6);
    const halving = method(scheduled(stepDecay(0.4, { every: 2, factor: 0.5 })));
    const falling = pathOf(halving, toy.objective, zero, { ...options, steps: 4 });
    for (const [k, i] of [0, 4, 8, 10, 12].entries())
      expect(distance(falling[k]!, W[i]!)).toBeLessThan(1e-6);
    const theta0 = unflatten(zero, [[P]]);
    for (const point of integrate(method(constant(0.6)), theta0, { ...options, steps: 2 })) {
      if (point.step === 0) continue;
      for (let i = 6 * point.step - 5; i < 6 * point.step; i++) {
        const between = point.at(i * 0.1);
        expect(distance(flatten64(between), W[i]!)).toBeLessThan(1e-6);
        dispose(between);
      }
    }
    dispose(theta0);
    toy.dispose();
  });
});

test('sixteen steps in one call go along the path as one by one', () => {
  const [h, step] = [0.01, 4992];
  const toy = quadratic([1, 2]);
  const term = diffuse(descend(toy.objective), isotropic(2, 0.5), brownianPath(2, h / 4, rng(5)));
  const stepper = eulerMaruyama.bind(term, 'double');
  const at = (k: number) => ({ step: step + k, t: (step + k) * h, dt: h });
  const start = unflatten(Float64Array.of(1, -1), toy.objective.shapes);
  const together = stretch(stepper, start, at(0), stateless, 16);
  expect(together.taken).toBe(16);
  let one = start;
  for (let k = 0; k < 16; k++) {
    const { theta } = stepper.step(one, at(k), stateless);
    dispose(one);
    one = [...theta];
  }
  expect(distance(flatten64(together.theta), flatten64(one))).toBeLessThan(1e-12);
  dispose([...together.theta, ...one]);
  stepper.dispose();
  toy.dispose();
});

test('normals of a path are standard, whatever the step, and independent from step to step', () => {
  const m = 4000;
  const xi = brownianPath(m, 0.25, rng(3));
  const draws = [0, 1, 2].map((step) => xi(step, { step, t: 1.25 * step, dt: 1.25 }));
  const mean = (f: (k: number) => number) =>
    Array.from({ length: m }, (_, k) => f(k)).reduce((s, x) => s + x / m, 0);
  for (const [i, z] of draws.entries()) {
    // Standard errors 1/√m of the mean and of a covariance, √(2/m) of the variance.
    expect(Math.abs(mean((k) => z[k]!))).toBeLessThan(4 / Math.sqrt(m));
    expect(Math.abs(mean((k) => z[k]! ** 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / m));
    const next = draws[(i + 1) % 3]!;
    expect(Math.abs(mean((k) => z[k]! * next[k]!))).toBeLessThan(4 / Math.sqrt(m));
  }
});

test('times off the grid, and a draw without a clock, are refused', () => {
  const xi: Normals = brownianPath(2, 0.1, rng(1));
  expect(() => xi(1, { step: 1, t: 0.25, dt: 0.1 })).toThrow(
    "invalid t; not a multiple of the path's spacing 0.1: 0.25",
  );
  expect(() => xi(0, { step: 0, t: 0, dt: 0.05 })).toThrow(
    "invalid dt; not a multiple of the path's spacing 0.1: 0.05",
  );
  expect(() => xi(0)).toThrow('a Brownian path is asked by time');
  expect(() => brownianPath(0, 0.1, rng(1))).toThrow('invalid m');
  expect(() => brownianPath(2, 0, rng(1))).toThrow('invalid h');
});

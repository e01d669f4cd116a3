import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { descend as descent } from '../../../src/dynamics/terms/descend.ts';
import { catapultWatch, RISE } from '../../../src/dynamics/training/catapult.ts';
import {
  type StabilityTrialOptions,
  stabilityTrial,
} from '../../../src/dynamics/training/stability-trial.ts';
import { RUNAWAY, stopMonitor } from '../../../src/dynamics/training/stop-monitor.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { threshold } from '../../../src/probes/stability/threshold.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { type FunctionState, twoLayerLinear } from '../../../src/problems/toys/two-layer-linear.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { lossOf, withWeights } from '../../support/small-training.ts';
import { trained } from '../../support/trained.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** How a training with these losses, one a step, ends, at which step, and with which catapult. */
function monitored(losses: Iterable<number>, target?: number) {
  const monitor = stopMonitor(target === undefined ? {} : { loss: target });
  let step = -1;
  for (const loss of losses) {
    step++;
    const ending = monitor.judge({ step, t: step / 2 }, loss);
    if (ending !== undefined) return { ending, step, catapult: monitor.catapult() };
  }
  return { ending: undefined, step, catapult: monitor.catapult() };
}

const ramp = (from: number, factor: number, count: number) =>
  Array.from({ length: count }, (_, k) => from * factor ** k);

describe('a catapult is', () => {
  test('a rise above twice the first loss and the return to it, with peak and times', () => {
    expect(monitored([1, 0.9, 3, 5, 4, 1, 0.5]).catapult).toEqual({
      peak: { step: 3, t: 1.5, loss: 5 },
      recovered: { step: 5, t: 2.5 },
    });
    expect(RISE).toBe(2);
  });

  test('not there while the loss stays within twice its first value', () => {
    expect(monitored([1, 2, 1.9, 0.5]).catapult).toBeUndefined();
  });

  test('without a return where the loss has not come back', () => {
    expect(monitored([1, 3, 2, 1.01]).catapult).toEqual({
      peak: { step: 1, t: 0.5, loss: 3 },
      recovered: null,
    });
  });

  test('the highest of several rises', () => {
    expect(monitored([1, 3, 0.9, 7, 6, 0.8, 2.5, 0.7]).catapult).toEqual({
      peak: { step: 3, t: 1.5, loss: 7 },
      recovered: { step: 5, t: 2.5 },
    });
  });

  test('not cut off from view between two evaluations, where each step knows its loss', () => {
    const monitor = stopMonitor({ loss: 0.1 });
    const at = (step: number) => ({ step, t: step });
    expect(monitor.judge(at(0), 1)).toBeUndefined();
    for (const [i, loss] of [1, 4, 9, 3].entries())
      expect(monitor.pass(at(i), loss)).toBeUndefined();
    expect(monitor.judge(at(4), 0.5)).toBeUndefined();
    expect(monitor.catapult()).toMatchObject({ peak: { step: 2, loss: 9 }, recovered: at(4) });
    expect(monitor.pass(at(5), 2e8)).toBe('diverged');
  });
});

describe('under noise a catapult', () => {
  /** Whether the highest rise of these losses, one a step, is told. */
  const told = (losses: Iterable<number>): boolean => {
    const watch = catapultWatch({ noisy: true });
    let step = 0;
    for (const loss of losses) {
      watch.add({ step, t: 0.1 * step }, loss);
      step++;
    }
    return watch.found() !== undefined;
  };

  test('is a peak that stands out of all of the second half, which stays below the first loss', () => {
    expect(told([0.5, 0.6, 3, 11, 0.4, 0.3, 0.2, 0.2])).toBe(true);
    expect(told([0.5, 0.6, 3, 11, 4, 0.3, 1.5, 0.2])).toBe(false);
    expect(told([0.5, 0.4, 0.3, 0.2, 0.6, 0.3, 12, 0.2])).toBe(false);
  });

  test('is not told of a loss that starts at a minimum and stays above it', () => {
    expect(told([0.5, 6, 99, 8, 7, 5, 6, 5])).toBe(false);
  });

  // SGD with η near its limit has a stationary loss with a tail as heavy as 1/x.
  test('is told of some 1 in 100 stationary runs, even with a heavy tail', () => {
    const runs = Array.from({ length: 1000 }, (_, seed) => {
      const random = rng(seed);
      let loss = 0;
      const losses = Array.from({ length: 400 }, () => {
        // A Kesten process: loss ← aloss + b, E a = 1.
        loss = loss * Math.exp(0.8 * random.normals(1)[0]! - 0.32) + 0.1;
        return loss;
      });
      return losses.slice(100);
    });
    expect(runs.filter(told).length).toBeLessThanOrEqual(20);
  });
});

describe('a slow catapult', () => {
  const up = ramp(1, 1.002, 2000);
  const down = ramp(up.at(-1)!, 0.999, 6000);

  test('stalls neither on its way up nor on its way down', () => {
    const { ending, step, catapult } = monitored([...up, ...down], 0.2);
    expect(ending).toBe('reached');
    expect(step).toBeGreaterThan(7000);
    expect(catapult!.peak).toEqual({ step: 2000 - 1, t: 999.5, loss: up.at(-1) });
    expect(Math.abs(catapult!.recovered!.step - 2000 * (1 + Math.log(1.002) / 1e-3))).toBeLessThan(
      5,
    );
  });

  test('that comes to rest above the first loss stalls there', () => {
    const rest = down.slice(0, 1000);
    const settled = [...up, ...rest, ...ramp(rest.at(-1)!, 1, 3000)];
    const { ending, step, catapult } = monitored(settled, 0.2);
    expect(ending).toBe('stalled');
    // As long again as the fall took.
    expect(Math.abs(step - 4000)).toBeLessThan(3);
    expect(catapult!.recovered).toBeNull();
  });

  test('is not cut off at a hundred million times its first loss, and divergence is', () => {
    expect(RUNAWAY).toBe(1e8);
    expect(monitored([1, 1e8, 0.5]).ending).toBeUndefined();
    expect(monitored([1, 1.01e8])).toMatchObject({ ending: 'diverged', step: 1 });
    // From a minimum, where the first loss is nearly 0.
    expect(monitored([1e-9, 1e5, 0]).ending).toBeUndefined();
    expect(monitored([1e-9, 1.01e6]).ending).toBe('diverged');
  });
});

/** Two-layer linear networks with f₀ and λ₀ exactly as asked: u and v orthogonal but for f₀. */
const M = 1024;
const net = twoLayerLinear(M, 1, 0);
const start: FunctionState = { output: 0.1, kernel: 2 };

/** u along e₁ and e₂, v likewise, with uᵀv = f₀√m and ‖u‖² + ‖v‖² = λ₀m. Shape [2m]. */
function weights(): Float64Array {
  const size = Math.sqrt((start.kernel * M) / 2);
  const cosine = (start.output * Math.sqrt(M)) / size ** 2;
  const theta = new Float64Array(2 * M);
  theta[0] = size;
  theta[M] = size * cosine;
  theta[M + 1] = size * Math.sqrt(1 - cosine ** 2);
  return theta;
}

const at = (kappa: number) => ({
  term: descent(net.objective),
  solver: euler,
  controller: constant(kappa / start.kernel),
});

const options = { precision: 'double' } as const;

describe('gradient descent on the two-layer linear network', () => {
  test.each([2.05, 2.5, 3, 3.5])('catapults at ηλ₀ = %d as its exact map does', (kappa) => {
    const eta = kappa / start.kernel;
    let state = start;
    const losses = [state.output ** 2 / 2];
    while (losses.length < 10 || losses.at(-1)! > 1e-3 * losses[0]!) {
      state = net.descent(state, eta);
      losses.push(state.output ** 2 / 2);
    }
    const peak = Math.max(...losses);
    const at0 = losses.indexOf(peak);
    const back = losses.findIndex((loss, k) => k > at0 && loss <= losses[0]!);
    const end = trained(at(kappa), net.objective, weights(), {
      ...options,
      stop: { loss: 1e-3 * losses[0]! },
    });
    expect(end.ending).toBe('reached');
    expect(end.step).toBe(losses.length - 1);
    expect(end.catapult!.peak.step).toBe(at0);
    expect(Math.abs(end.catapult!.peak.loss / peak - 1)).toBeLessThan(1e-6);
    expect(end.catapult!.peak.t).toBe(at0 * eta);
    expect(end.catapult!.recovered!.step).toBe(back);
    // It ends flatter, inside the stable range: λ < λ₀ and ηλ < 2.
    const { kernel } = net.state(end.theta.slice(0, M), end.theta.slice(M));
    expect(kernel).toBeLessThan(start.kernel);
    expect(eta * kernel).toBeLessThan(2);
  });

  test.each([7, 1000])(
    'is seen at every step, evaluated every %d of them or not',
    (evaluateEvery) => {
      const [often, seldom] = [1, evaluateEvery].map((every) =>
        trained(at(3), net.objective, weights(), {
          ...{ ...options, stop: { steps: 200 }, evaluateEvery: every },
        }),
      );
      expect(often!.catapult!.peak.loss).toBeGreaterThan(2 * RISE * often!.initialLoss);
      expect(seldom!.catapult!.peak.step).toBe(often!.catapult!.peak.step);
      expect(seldom!.catapult!.recovered).toEqual(often!.catapult!.recovered);
    },
  );

  test('has none below ηλ₀ = 2, and none where it diverges', () => {
    const stop = { steps: 2000 };
    const below = trained(at(1.95), net.objective, weights(), { ...options, stop });
    expect(below.catapult).toBeUndefined();
    const beyond = trained(at(4.1), net.objective, weights(), { ...options, stop });
    expect(beyond).toMatchObject({ ending: 'diverged' });
    expect(beyond.catapult).toBeUndefined();
  });
});

describe('a trial that', () => {
  const tries = (kappa: number, more: Pick<StabilityTrialOptions, 'stable' | 'steps'>) =>
    withWeights(weights(), net.objective.shapes, (theta) =>
      stabilityTrial(at(kappa), theta, {
        ...options,
        ...more,
        evaluateEvery: 1,
        loss: lossOf(net.objective),
      }),
    );

  test('catapults within its steps trains, and does not stay', () => {
    expect(tries(3, { stable: 'trains', steps: 100 })).toMatchObject({
      ...{ stable: true, undecided: false, gradients: 100 },
    });
    expect(tries(3, { stable: 'stays', steps: 100 })).toMatchObject({
      ...{ stable: false, undecided: false },
    });
  });

  test('is still above its first loss is followed until it comes down', () => {
    // At ηλ₀ = 2.02 the loss is back after about 200 steps.
    for (const steps of [20, 40]) {
      const slow = tries(2.02, { stable: 'trains', steps });
      expect(slow).toMatchObject({ stable: true, undecided: false });
      expect(slow.gradients).toBeGreaterThan(200);
      expect(slow.gradients).toBeLessThan(600);
    }
  });

  test('is past its peak at ten times its steps is undecided, one still rising at forty times unstable', () => {
    const past = tries(2.02, { stable: 'trains', steps: 14 });
    expect(past).toMatchObject({ stable: false, undecided: true });
    expect(past.gradients).toBeGreaterThanOrEqual(140);
    expect(past.gradients).toBeLessThan(200);
    expect(tries(2.02, { stable: 'trains', steps: 3 })).toEqual({
      ...{ stable: false, undecided: false, gradients: 120 },
    });
  });

  test('diverges is unstable by either rule', () => {
    for (const stable of ['trains', 'stays'] as const)
      expect(tries(4.1, { stable, steps: 100 })).toMatchObject({ stable: false, undecided: false });
  });

  test('falls at once is stable by either rule', () => {
    for (const stable of ['trains', 'stays'] as const)
      expect(tries(1.8, { stable, steps: 50 })).toEqual({
        ...{ stable: true, undecided: false, gradients: 50 },
      });
  });
});

/** Beside so large an ε the root of a mean square of gradients up to 10⁵ is at most 1 %. */
const FROZEN = 1e7;

// Adam's frozen edge is in edges.test.ts, from a late step on: its first steps are longer than η.
test('trials of RMSProp with P = εI bracket ηλ/ε = 2', () => {
  const { objective, dispose } = quadratic([4, 1, 0.1]);
  const found = withWeights(Float64Array.of(1, 0.5, -0.5), objective.shapes, (theta) =>
    threshold(
      (eta) =>
        stabilityTrial(
          {
            term: descent(objective),
            solver: rmsprop({ epsilon: FROZEN }),
            controller: constant(eta),
          },
          theta,
          {
            ...{ stable: 'trains', steps: 300, evaluateEvery: 10, loss: lossOf(objective) },
          },
        ),
      { guess: FROZEN, width: 0.01 },
    ),
  );
  dispose();
  const [low, high] = found.interval!.map((eta) => (eta * 4) / FROZEN);
  expect(found.converged).toBe(true);
  expect(low).toBeLessThanOrEqual(2);
  expect(high).toBeGreaterThan(2);
});

test('on the way to a target noise of a stationary loss still stalls, soon after 400 evaluations', () => {
  const noise = rng(1).normals(20_000);
  const { ending, step } = monitored(
    Array.from(noise, (z) => Math.exp(0.3 * z)),
    1e-3,
  );
  expect(ending).toBe('stalled');
  expect(step).toBeLessThan(5000);
});

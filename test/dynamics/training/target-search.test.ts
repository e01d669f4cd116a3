import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import { inverseTime } from '../../../src/dynamics/integrate/schedules.ts';
import { isNoisy } from '../../../src/dynamics/integrate/term.ts';
import {
  gradientDescent,
  gradientFlowFixedStep,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { langevin } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { fixedDelay } from '../../../src/dynamics/solvers/delay.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { heavyBall, nesterov } from '../../../src/dynamics/solvers/momentum.ts';
import { staleEuler } from '../../../src/dynamics/solvers/stale-euler.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { perturb } from '../../../src/dynamics/terms/gradient-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { train } from '../../../src/dynamics/training/train.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { mul, square, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import type { Params } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { mean } from '../../../src/stats/summary.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  EXAMPLES,
  initial,
  lossOf,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';
import { one, parabola, trained } from '../../support/trained.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** A trajectory with the loss after each of its steps, one step a call. */
function everyStep(method: Method, objective: Objective, theta0: Float64Array, steps: number) {
  const loss = lossOf(objective);
  return withWeights(theta0, objective.shapes, (theta) =>
    Array.from(integrate(method, theta, { steps }), (point) => ({
      ...{ step: point.step, t: point.t, work: point.work },
      ...{ theta: flatten64(point.theta), loss: loss(point.theta) },
    })),
  );
}

/**
 * The end by its definition, from the loss of every step: the first step k whose mean over k − W < i ≤ k, of every ⌈W/16⌉-th step, is at the
 * target or below; then the highest loss of these at or below it, and of the steps since the one before.
 */
function endByDefinition(losses: readonly number[], target: number, W: number): number | undefined {
  const gap = Math.ceil(W / 16);
  const lossAt = (i: number) => losses[i]!;
  const highest = (steps: readonly number[]) => {
    const below = steps.filter((i) => lossAt(i) <= target);
    return below.find((i) => lossAt(i) === Math.max(...below.map(lossAt)))!;
  };
  for (let k = 0; k < losses.length; k += gap) {
    const steps = losses.map((_, i) => i).filter((i) => i > k - W && i <= k && i % gap === 0);
    if (!(mean(steps.map(lossAt)) <= target)) continue;
    const j = highest(steps);
    return highest(losses.map((_, i) => i).filter((i) => i > j - gap && i <= j));
  }
  return undefined;
}

const onBatches = (o: Objective, B: number, sampling: Parameters<typeof batches>[2] = 'shuffled') =>
  descendOnBatches(o, batches(EXAMPLES, B, sampling, rng(8)));

interface Case {
  readonly name: string;
  readonly method: (o: Objective) => Method;
  /** Steps of an epoch, and those between evaluations. */
  readonly epoch: number;
  readonly evaluateEvery: number;
}

const cases: readonly Case[] = [
  {
    name: 'gradient descent',
    method: (o) => gradientDescent(o, 0.1),
    ...{ epoch: 1, evaluateEvery: 4 },
  },
  {
    name: 'gradient descent whose loss goes up and down',
    method: (o) => gradientDescent(o, 1.5),
    ...{ epoch: 1, evaluateEvery: 4 },
  },
  {
    name: 'full-batch heavy ball',
    method: (o) => ({ term: descend(o), solver: heavyBall(0.9), controller: constant(0.02) }),
    ...{ epoch: 1, evaluateEvery: 4 },
  },
  {
    name: 'full-batch Nesterov under a schedule',
    method: (o) => ({
      ...{ term: descend(o), solver: nesterov(0.8) },
      controller: scheduled(inverseTime(0.1, 300)),
    }),
    ...{ epoch: 1, evaluateEvery: 4 },
  },
  {
    name: 'gradient flow at a fixed step',
    method: (o) => gradientFlowFixedStep(o, 0.05, 'heun'),
    ...{ epoch: 1, evaluateEvery: 1 },
  },
  {
    name: 'SGD, B = 1',
    method: (o) => ({ term: onBatches(o, 1), solver: euler, controller: constant(0.05) }),
    ...{ epoch: EXAMPLES, evaluateEvery: EXAMPLES },
  },
  {
    name: 'SGD, B = 5, with replacement',
    method: (o) => ({
      ...{ term: onBatches(o, 5, 'with-replacement'), solver: euler },
      controller: constant(0.1),
    }),
    ...{ epoch: 5, evaluateEvery: 5 },
  },
  {
    name: 'SGD averaged over several epochs',
    method: (o) => ({ term: onBatches(o, 3), solver: euler, controller: constant(0.1) }),
    ...{ epoch: 100, evaluateEvery: 8 },
  },
  {
    name: 'delayed SGD',
    method: (o) => ({
      ...{ term: onBatches(o, 4), solver: staleEuler(fixedDelay(2)) },
      controller: constant(0.1),
    }),
    ...{ epoch: 6, evaluateEvery: 6 },
  },
  {
    name: 'Adam, B = 3',
    method: (o) => ({ term: onBatches(o, 3), solver: adam(), controller: constant(0.005) }),
    ...{ epoch: 8, evaluateEvery: 8 },
  },
  {
    name: 'gradient descent with noise on its gradients',
    method: (o) => ({
      term: perturb(descend(o), 0.05, normals(o.parameters, rng(3))),
      ...{ solver: euler, controller: constant(0.1) },
    }),
    ...{ epoch: 1, evaluateEvery: 4 },
  },
  {
    name: 'Langevin dynamics',
    method: (o) => langevin(o, 1e-4, 0.1, rng(5)),
    ...{ epoch: 1, evaluateEvery: 4 },
  },
];

describe.each(cases)('$name with a search', ({ method, epoch, evaluateEvery }) => {
  test('ends where a loop says that evaluates every step, with the same bytes', () => {
    const { objective, dispose: free } = smallProblem();
    const slow = everyStep(method(objective), objective, initial(), 1500);
    const losses = slow.map(({ loss }) => loss);
    const W = isNoisy(method(objective).term) ? Math.max(16, epoch) : 1;
    const [start, least] = [losses[0]!, Math.min(...losses)];
    const targets = [0.95, 0.8, 0.6, 0.4, 0.25, 0.15, 0.08].map((s) => least + s * (start - least));
    const ends = targets.map((target) => {
      const end = endByDefinition(losses, target, W)!;
      const found = trained(method(objective), objective, initial(), {
        stop: { loss: target, average: epoch, steps: 1500, stall: false },
        evaluateEvery,
      });
      const { average, ...rest } = found;
      expect(rest).toEqual({ ending: 'reached', initialLoss: start, ...slow[end] });
      expect(average !== undefined).toBe(W > 1);
      return end;
    });
    free();
    // Somewhere on the way, and not at a place that the evaluations would have found anyway.
    expect(new Set(ends).size).toBeGreaterThan(4);
    if (evaluateEvery > 1) expect(ends.some((end) => end % evaluateEvery !== 0)).toBe(true);
  });

  test('is the trajectory that it is without', () => {
    const { objective, dispose: free } = smallProblem();
    const watched = (average: object) => {
      const seen = new Map<number, readonly number[]>();
      const end = trained(method(objective), objective, initial(), {
        stop: { loss: 0.02, steps: 400, stall: false, ...average },
        evaluateEvery,
        everyStep: ({ step, theta }) => void seen.set(step, [...flatten64(theta)]),
      });
      return { seen, end };
    };
    const [with_, without] = [watched({ average: epoch }), watched({})];
    free();
    const both = [...with_.seen.keys()].filter((step) => without.seen.has(step));
    expect(both.length).toBeGreaterThan(evaluateEvery);
    for (const step of both) expect(with_.seen.get(step)).toEqual(without.seen.get(step));
  });
});

test('a step that was taken among sixteen in one call is found again with the same bytes', () => {
  const { objective, dispose: free } = smallProblem();
  const method = () =>
    stochasticGradientDescent(objective, 0.02, batches(EXAMPLES, 2, 'shuffled', rng(8)));
  const slow = everyStep(method(), objective, initial(), 5000);
  const losses = slow.map(({ loss }) => loss);
  const target = mean(losses.slice(4600, 4616));
  const end = endByDefinition(losses, target, 16)!;
  const found = trained(method(), objective, initial(), {
    stop: { loss: target, average: 12, steps: 5000 },
    evaluateEvery: 96,
  });
  free();
  expect(end).toBeGreaterThan(4200);
  expect(found).toMatchObject({ ending: 'reached', ...slow[end] });
});

/** A noisy method on L = ½θ² whose losses are these, whatever θ is. */
function prescribed(losses: readonly number[]): Method {
  const place = (step: number) => Math.sqrt(2 * losses[Math.min(step, losses.length - 1)]!);
  return {
    term: {
      drift: (_, feeds) => [feeds[0]!.clone() as never],
      feeds: ({ step }) => [Float64Array.of(place(step + 1) - place(step))],
    },
    ...{ solver: euler, controller: constant(1) },
  };
}

/** A training through these losses. */
const through = (losses: readonly number[], options: object, evaluateEvery = 4, told = {}) =>
  parabola((o) =>
    trained(
      { ...prescribed(losses), term: { ...prescribed(losses).term, ...told } },
      o,
      Float64Array.of(Math.sqrt(2 * losses[0]!)),
      {
        stop: { loss: 0.1, steps: losses.length - 1, stall: false, ...options },
        evaluateEvery,
        precision: 'double',
      },
    ),
  );

const repeated = (times: number, loss: number) => Array.from({ length: times }, () => loss);

describe('under noise', () => {
  test('one lucky dip at an evaluation ends no search', () => {
    const losses = [...repeated(40, 0.2), 0.05, ...repeated(60, 0.2), ...repeated(60, 0.0999)];
    expect(through(losses, {})).toMatchObject({ ending: 'reached', step: 40 });
    const found = through(losses, { average: 8 });
    // Of sixteen steps the mean is at 0.1 when all but none are low.
    expect(found).toMatchObject({
      ending: 'reached',
      step: 101,
      average: { from: 101, until: 116 },
    });
    expect(found.loss).toBeCloseTo(0.0999, 6);
    expect(found.average!.mean).toBeCloseTo(0.0999, 6);
  });

  test('nor do dips whose mean is above the target', () => {
    const losses = Array.from({ length: 200 }, (_, k) => (k % 4 === 0 ? 0.02 : 0.13));
    expect(through(losses, {})).toMatchObject({ ending: 'reached', step: 0 });
    const high = [0.5, ...losses.slice(1)];
    expect(through(high, { average: 8 })).toMatchObject({ ending: 'completed', step: 199 });
  });

  test('the end is the step nearest to the target from below, and the mean is at it', () => {
    // Falls through the target while it goes up and down by a fifth.
    const losses = Array.from({ length: 300 }, (_, k) => 0.3 * 0.99 ** k * (1 + 0.2 * Math.sin(k)));
    const found = through(losses, { average: 8 });
    expect(found.step).toBe(endByDefinition(losses, 0.1, 16));
    expect(found.loss).toBeGreaterThan(0.098);
    expect(found.average!.mean).toBeGreaterThan(0.097);
  });

  test('a fall through the target within one epoch is gone through again', () => {
    const losses = Array.from({ length: 300 }, (_, k) => (k < 130 ? 1 : 0.9 ** (k - 130)));
    const found = through([...losses, ...repeated(40, 1e-9)], { average: 64 }, 64);
    expect(found.step).toBe(endByDefinition(losses, 0.1, 64));
    expect(found.loss).toBeCloseTo(0.9 ** 22, 6);
  });

  test('a dip at the checkpoint from which steps are gone through again is no mean over an epoch', () => {
    const losses = [...repeated(60, 0.13), ...repeated(60, 0.0999)];
    for (const step of [17, 18]) losses[step] = 0.05;
    // Seen at an evaluation, so that the last two spans are gone through, from step 16 on.
    losses[44] = 0.09;
    const found = through(losses, { average: 8 });
    expect(found.step).toBe(endByDefinition(losses, 0.1, 16));
    expect(found.step).toBeGreaterThan(59);
  });

  test('what no evaluation shows is seen where the steps know the full loss', () => {
    const losses = [...repeated(41, 0.15), ...repeated(80, 0.05)];
    for (let k = 40; k < losses.length; k += 4) losses[k] = 0.15;
    const told = { fullLoss: true, loss: ([theta]: Params) => mul(sum(square(theta!)), 0.5) };
    const found = through(losses, { average: 8 }, 4, told);
    expect(found).toMatchObject({ ending: 'reached', step: endByDefinition(losses, 0.1, 16) });
  });

  test('a start at or below the target ends at once', () => {
    expect(through(repeated(9, 0.1), { average: 8 })).toMatchObject({ ending: 'reached', step: 0 });
  });

  test('a target first reached in the last steps is reached', () => {
    // The last evaluation before, at step 64, shows nothing.
    const losses = [...repeated(65, 0.2), ...repeated(31, 0.09)];
    const step = endByDefinition(losses, 0.1, 32);
    for (const end of [{ steps: 95 }, { time: 95, steps: undefined }])
      expect(through(losses, { average: 32, ...end }, 32)).toMatchObject({
        ending: 'reached',
        step,
      });
  });
});

test('on a quadratic with known noise runs end where the expected loss is at the target', () => {
  // θᵢ ← (1 − ηhᵢ)θᵢ + ησξ: sᵢ = E θᵢ² goes by sᵢ ← (1 − ηhᵢ)²sᵢ + η²σ², E L = ½ Σ hᵢsᵢ. Sixteen directions fluctuate, one leads down.
  const [eta, sigma, target, steps] = [0.7, 1, 6, 1200];
  const h = [...repeated(16, 1), 0.004];
  const theta0 = Float64Array.from(h, (hi) => (hi === 1 ? 1 : 60));
  let s = [...theta0].map((x) => x * x);
  const expected = Array.from({ length: steps + 1 }, () => {
    const level = 0.5 * s.reduce((sum, si, i) => sum + h[i]! * si, 0);
    s = s.map((si, i) => (1 - eta * h[i]!) ** 2 * si + (eta * sigma) ** 2);
    return level;
  });
  const toy = quadratic(h);
  const ends = (average: object) =>
    Array.from({ length: 24 }, (_, seed) =>
      trained(
        {
          term: perturb(descend(toy.objective), sigma, normals(h.length, rng(seed))),
          ...{ solver: euler, controller: constant(eta) },
        },
        toy.objective,
        theta0,
        { stop: { loss: target, steps, stall: false, ...average } },
      ),
    );
  const [searched, first] = [ends({ average: 128 }), ends({})];
  toy.dispose();
  const levelAt = (of: typeof first) => mean(of.map(({ step }) => expected[step]!)) / target;
  // The first dip below the target comes at a level far above it, since one loss fluctuates by a third.
  expect(levelAt(first)).toBeGreaterThan(1.3);
  // The mean over 128 steps fluctuates too, if less: ends vary by a tenth, their mean over 24 runs by 0.02.
  expect(Math.abs(levelAt(searched) - 1)).toBeLessThan(0.12);
  for (const { loss } of searched) expect(loss).toBeLessThanOrEqual(target);
  expect(mean(searched.map(({ loss }) => loss)) / target).toBeGreaterThan(0.95);
});

describe('what else ends a training', () => {
  const descent = (eta: number, stop: object) =>
    parabola((o) => trained(gradientDescent(o, eta), o, one, { stop: { average: 1, ...stop } }));

  test.each([
    ['its steps', 0.1, { loss: 1e-3, steps: 7 }, { ending: 'completed', step: 7 }],
    ['divergence', 3, { loss: 1e-3, steps: 100 }, { ending: 'diverged', step: 14 }],
    ['a stall', 2, { loss: 1e-3, steps: 1000 }, { ending: 'stalled', step: 400 }],
    ['a rate without a target', 0.1, { steps: 9 }, { ending: 'completed', step: 9 }],
  ])('is not changed: %s', (_, eta, stop, end) => {
    expect(descent(eta, stop)).toMatchObject(end);
  });

  test('a catapult is told, and its target reached', () => {
    const end = through([0.5, 4, 9, 3, 1, ...repeated(60, 0.09)], { average: 8 }, 1);
    expect(end).toMatchObject({ ending: 'reached', catapult: { peak: { step: 2 } } });
  });
});

test.each([0, 1.5, Number.NaN])('an average of %d steps is refused', (average) => {
  parabola((o) =>
    withWeights(one, o.shapes, (theta) => {
      const loss = lossOf(o);
      const run = () =>
        train(gradientDescent(o, 0.1), theta, { loss, stop: { loss: 0.1, average } });
      expect(run).toThrow(`invalid stop.average; not an integer in [1, 2⁵³): ${average}`);
    }),
  );
});

test('what the solver carries at the end is that of the step', () => {
  const { objective, dispose: free } = smallProblem();
  const method = () => ({
    ...{ term: onBatches(objective, 3), solver: adam(), controller: constant(0.005) },
  });
  const keep = (stop: object) =>
    withWeights(initial(), objective.shapes, (theta) => {
      const options = { loss: lossOf(objective), evaluateEvery: 8, keepState: true };
      const end = train(method(), theta, { ...options, stop: { steps: 600, ...stop } });
      const { m, v } = end.solver!.vectors;
      const carried = [flatten64(m!), flatten64(v!)];
      dispose([...end.theta, ...m!, ...v!]);
      return { step: end.step, carried };
    });
  const found = keep({ loss: 0.2, average: 8 });
  expect(found.step).toBeLessThan(600);
  expect(found).toEqual(keep({ steps: found.step }));
  free();
});

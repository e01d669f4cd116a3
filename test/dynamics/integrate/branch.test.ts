import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { centralFlow } from '../../../src/dynamics/central/central-flow.ts';
import { branch } from '../../../src/dynamics/integrate/branch.ts';
import { type Checkpoint, free } from '../../../src/dynamics/integrate/checkpoint.ts';
import { adaptive, constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import {
  type IntegrateOptions,
  integrate,
  type Method,
} from '../../../src/dynamics/integrate/integrate.ts';
import { cosine, inverseTime } from '../../../src/dynamics/integrate/schedules.ts';
import { gradientDescent, gradientFlow } from '../../../src/dynamics/methods/descent.ts';
import { momentumFlow } from '../../../src/dynamics/methods/momentum-flow.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { type Delay, fixedDelay } from '../../../src/dynamics/solvers/delay.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { heavyBall, nesterov } from '../../../src/dynamics/solvers/momentum.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { staleEuler } from '../../../src/dynamics/solvers/stale-euler.ts';
import { type Batches, batches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  adamByHand,
  heavyBallByHand,
  nesterovByHand,
  rmspropByHand,
} from '../../support/methods-in-float64.ts';
import { smallRegression } from '../../support/small-regression.ts';
import {
  distance,
  EXAMPLES,
  initial,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

interface Row {
  readonly step: number;
  readonly t: number;
  readonly theta: Float64Array;
}

/** Every point from here on, and the checkpoint at one step if asked for. */
function follow(
  method: Method,
  { shapes }: Objective,
  theta0: Float64Array,
  options: IntegrateOptions,
  at?: number,
): { rows: Row[]; left: Checkpoint | undefined } {
  return withWeights(theta0, shapes, (theta) => {
    const rows: Row[] = [];
    let left: Checkpoint | undefined;
    for (const point of integrate(method, theta, options)) {
      rows.push({ step: point.step, t: point.t, theta: flatten64(point.theta) });
      if (point.step === at) left = point.checkpoint();
    }
    return { rows, left };
  });
}

/** Goes `from` to step `at`, then by `to` until `steps`; the rows of both, the branch's first at `at`. */
function branched(
  from: Method,
  to: Method,
  objective: Objective,
  theta0: Float64Array,
  [at, steps]: readonly [number, number],
  precision: 'single' | 'double' = 'double',
) {
  const { rows, left } = follow(from, objective, theta0, { steps: at, precision }, at);
  const { checkpoint, solver } = branch(left!, from, to, precision);
  free(left!);
  const after = follow(to, objective, theta0, { steps, precision, resume: checkpoint });
  free(checkpoint);
  return { before: rows, after: after.rows, solver };
}

describe('a branch without a change has the bytes of one run:', () => {
  const rows = batches(EXAMPLES, 7, 'shuffled', rng(8));
  const methods: readonly (readonly [string, (o: Objective) => Method])[] = [
    ['gradient descent', (o) => gradientDescent(o, 0.1)],
    [
      'Adam on mini-batches by a schedule',
      (o) => ({
        term: descendOnBatches(o, rows),
        solver: adam(),
        controller: scheduled(cosine(0.05, { steps: 20 })),
      }),
    ],
    ['gradient flow by rkc2', (o) => gradientFlow(o, 1e-3)],
    ['gradient flow by Dormand–Prince', (o) => gradientFlow(o, 1e-4, 'dormand-prince')],
  ];
  test.each(methods)('%s', (_, of) => {
    const { objective, dispose } = smallProblem();
    const method = of(objective);
    const whole = follow(method, objective, initial(), { steps: 13 }).rows;
    // The same values in an object of their own are no change.
    const { after, solver } = branched(
      method,
      { ...method },
      objective,
      initial(),
      [6, 13],
      'single',
    );
    expect(solver).toBe('kept');
    expect(after).toEqual(whole.slice(6));
    dispose();
  });
});

interface Leg {
  readonly step: (theta: Float64Array, g: Float64Array, eta: number, k: number) => Float64Array;
  readonly rows: Batches;
  readonly eta: number;
}

describe('a branch is what a loop by hand does:', () => {
  const [at, steps] = [7, 16];
  const toy = () => smallRegression();
  const draw = (n: number, B: number) => batches(n, B, 'with-replacement', rng(6));
  const plain = (theta: Float64Array, g: Float64Array, eta: number) =>
    theta.map((x, i) => x - eta * g[i]!);
  type Case = readonly [
    string,
    'kept' | 'anew',
    (o: Objective, n: number) => readonly [Method, Method],
    (n: number) => readonly [Leg, Leg],
  ];
  const on = (
    o: Objective,
    n: number,
    B: number,
    eta: number,
    solver: Method['solver'],
  ): Method => ({
    term: descendOnBatches(o, draw(n, B)),
    solver,
    controller: constant(eta),
  });
  /** One rule by hand that goes on, by another η or B. */
  const going = (n: number, step: Leg['step'], eta: number, B = 5): readonly [Leg, Leg] => [
    { step, rows: draw(n, 5), eta: 0.05 },
    { step, rows: draw(n, B), eta },
  ];
  const cases: readonly Case[] = [
    [
      'another η of SGD',
      'kept',
      (o, n) => [on(o, n, 5, 0.05, euler), on(o, n, 5, 0.08, euler)],
      (n) => going(n, plain, 0.08),
    ],
    [
      'another batch size',
      'kept',
      (o, n) => [on(o, n, 5, 0.05, euler), on(o, n, 11, 0.05, euler)],
      (n) => going(n, plain, 0.05, 11),
    ],
    [
      'another η of heavy ball, whose velocity goes on',
      'kept',
      (o, n) => [on(o, n, 5, 0.05, heavyBall(0.8)), on(o, n, 5, 0.01, heavyBall(0.8))],
      (n) => going(n, heavyBallByHand(0.8).step, 0.01),
    ],
    [
      'another η of Adam, which counts on',
      'kept',
      (o, n) => [on(o, n, 5, 0.05, adam()), on(o, n, 5, 0.2, adam())],
      (n) => going(n, adamByHand(0.9, 0.999, 1e-8).step, 0.2),
    ],
    [
      'SGD to Adam, which counts from its own first step',
      'anew',
      (o, n) => [on(o, n, 5, 0.05, euler), on(o, n, 5, 0.1, adam())],
      (n) => {
        const { step } = adamByHand(0.9, 0.999, 1e-8);
        const own: Leg['step'] = (theta, g, eta, k) => step(theta, g, eta, k - at);
        return [
          { step: plain, rows: draw(n, 5), eta: 0.05 },
          { step: own, rows: draw(n, 5), eta: 0.1 },
        ];
      },
    ],
    [
      'heavy ball to Nesterov, whose velocity starts at zero',
      'anew',
      (o, n) => [on(o, n, 5, 0.05, heavyBall(0.8)), on(o, n, 24, 0.05, nesterov(0.8))],
      (n) => [
        { step: heavyBallByHand(0.8).step, rows: draw(n, 5), eta: 0.05 },
        { step: nesterovByHand(0.8).step, rows: draw(n, 24), eta: 0.05 },
      ],
    ],
    [
      'heavy ball to RMSProp',
      'anew',
      (o, n) => [on(o, n, 5, 0.05, heavyBall(0.8)), on(o, n, 5, 0.02, rmsprop())],
      (n) => [
        { step: heavyBallByHand(0.8).step, rows: draw(n, 5), eta: 0.05 },
        { step: rmspropByHand(0.99, 1e-8).step, rows: draw(n, 5), eta: 0.02 },
      ],
    ],
  ];
  test.each(cases)('%s', (_, says, methods, legs) => {
    const { objective, n, gradient, theta0, dispose } = toy();
    const [from, to] = methods(objective, n);
    const { after, solver } = branched(from, to, objective, theta0, [at, steps]);
    expect(solver).toBe(says);
    const [first, second] = legs(n);
    let theta = theta0;
    for (let k = 0; k < steps; k++) {
      const { step, rows, eta } = k < at ? first : second;
      theta = step(theta, gradient(theta, rows(k)), eta, k + 1);
      if (k < at) continue;
      const row = after[k + 1 - at]!;
      expect(row.step).toBe(k + 1);
      expect(Math.abs(row.t - (at * first.eta + (k + 1 - at) * second.eta))).toBeLessThan(1e-14);
      expect(distance(row.theta, theta)).toBeLessThan(1e-12);
    }
    dispose();
  });

  test('descent to descent with noise of its own', () => {
    const { objective, gradient, everyRow, theta0, dispose } = toy();
    const xi = normals(4, rng(3));
    const noisy: Method = {
      term: diffuse(descend(objective), isotropic(4, 0.3), xi),
      solver: eulerMaruyama,
      controller: constant(0.05),
    };
    const { after } = branched(gradientDescent(objective, 0.1), noisy, objective, theta0, [
      at,
      steps,
    ]);
    let theta = theta0;
    for (let k = 0; k < steps; k++) {
      const g = gradient(theta, everyRow);
      theta =
        k < at
          ? theta.map((x, i) => x - 0.1 * g[i]!)
          : theta.map((x, i) => x - 0.05 * g[i]! + Math.sqrt(2 * 0.3 * 0.05) * xi(k)[i]!);
    }
    expect(distance(after.at(-1)!.theta, theta)).toBeLessThan(1e-12);
    dispose();
  });

  test('constant η to a schedule, which goes by the step, and back', () => {
    const { objective, gradient, everyRow, theta0, dispose } = toy();
    const method = (controller: Method['controller']): Method => ({
      term: descend(objective),
      solver: euler,
      controller,
    });
    const schedule = inverseTime(0.1, 5);
    const [before, then] = [method(constant(0.1)), method(scheduled(schedule))];
    const out = branched(before, then, objective, theta0, [at, steps]);
    const back = branched(then, before, objective, theta0, [at, steps]);
    let [theta, other, t, s] = [theta0, theta0, 0, 0];
    for (let k = 0; k < steps; k++) {
      const [first, second] = k < at ? [0.1, schedule(k)] : [schedule(k), 0.1];
      const [g, h] = [gradient(theta, everyRow), gradient(other, everyRow)];
      theta = theta.map((x, i) => x - first * g[i]!);
      other = other.map((x, i) => x - second * h[i]!);
      [t, s] = [t + first, s + second];
    }
    for (const [rows, end, time] of [
      [out.after, theta, t],
      [back.after, other, s],
    ] as const) {
      expect(distance(rows.at(-1)!.theta, end)).toBeLessThan(1e-12);
      expect(Math.abs(rows.at(-1)!.t - time)).toBeLessThan(1e-14);
    }
    dispose();
  });
});

test('a flow on another loss forgets the gradient of the first', () => {
  const theta0 = Float64Array.of(1, -2);
  const [first, second] = [quadratic([3, 1]), quadratic([1, 5])];
  for (const solver of ['dormand-prince', 'rkc2'] as const) {
    const [from, to] = [first, second].map(({ objective }) =>
      gradientFlow(objective, 1e-9, solver),
    );
    const { before, after, solver: says } = branched(from!, to!, first.objective, theta0, [12, 60]);
    expect(says).toBe('anew');
    const { t, theta } = before.at(-1)!;
    expect(distance(theta, first.flow(theta0, t))).toBeLessThan(1e-5);
    for (const row of after)
      expect(distance(row.theta, second.flow(theta, row.t - t))).toBeLessThan(1e-5);
  }
  first.dispose();
  second.dispose();
});

test('a flow at another tolerance goes on with its gradient and its dt', () => {
  const toy = quadratic([3, 1]);
  const from = gradientFlow(toy.objective, 1e-4, 'dormand-prince');
  const theta0 = Float64Array.of(1, -2);
  const to = { ...from, controller: adaptive(1e-9) };
  const { left } = follow(from, toy.objective, theta0, { steps: 9 }, 9);
  const { checkpoint, solver } = branch(left!, from, to);
  expect(solver).toBe('kept');
  expect(checkpoint.dt).toBe(left!.dt);
  expect(checkpoint.work).toEqual(left!.work);
  free(left!);
  free(checkpoint);
  toy.dispose();
});

test('a branch goes on from a checkpoint of its own to the same bytes', () => {
  const { objective, theta0, dispose } = smallRegression();
  const [from, to] = [gradientDescent(objective, 0.1), gradientDescent(objective, 0.07)];
  const { left } = follow(from, objective, theta0, { steps: 3 }, 3);
  const { checkpoint } = branch(left!, from, to);
  const options = { steps: 11, resume: checkpoint };
  const { rows, left: later } = follow(to, objective, theta0, options, 6);
  const again = follow(to, objective, theta0, { steps: 11, resume: later! });
  expect(again.rows).toEqual(rows.slice(3));
  for (const c of [left!, checkpoint, later!]) free(c);
  dispose();
});

describe('a branch between methods of one family that carry other things starts anew:', () => {
  const stale = (o: Objective, delay: Delay): Method => ({
    term: descend(o),
    solver: staleEuler(delay),
    controller: constant(0.1),
  });
  const central = (o: Objective, eta: number, rmsprop?: { alpha: number }) =>
    centralFlow(o, { eta, random: rng(3), ...(rmsprop && { rmsprop }) });
  const pairs: readonly (readonly [string, (o: Objective) => readonly [Method, Method]])[] = [
    [
      'heavy ball’s flow',
      (o) => [momentumFlow(o, 0.1, 0.8, 1e-4), momentumFlow(o, 0.3, 0.5, 1e-4)],
    ],
    ['a longer delay', (o) => [stale(o, fixedDelay(1)), stale(o, fixedDelay(3))]],
    [
      'the central flow of RMSProp after that of descent',
      (o) => [central(o, 0.5), central(o, 0.005, { alpha: 0.9 })],
    ],
  ];
  test.each(pairs)('%s', (_, of) => {
    const { objective, dispose } = smallProblem();
    const [from, to] = of(objective);
    const { left } = follow(from, objective, initial(), { steps: 6, precision: 'double' }, 6);
    const { checkpoint, solver } = branch(left!, from, to, 'double');
    expect(solver).toBe('anew');
    // What the new method does from those weights without a past.
    const stepper = to.solver.bind(to.term, 'double');
    const fresh = { ...checkpoint, solver: stepper.init(checkpoint.theta, 6).state };
    stepper.dispose();
    const [after, alone] = [checkpoint, fresh].map(
      (resume) => follow(to, objective, initial(), { steps: 10, precision: 'double', resume }).rows,
    );
    expect(after).toHaveLength(5);
    expect(after).toEqual(alone);
    free({ theta: [], solver: fresh.solver });
    free(left!);
    free(checkpoint);
    dispose();
  });
});

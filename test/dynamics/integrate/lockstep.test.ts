import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { type Checkpoint, free } from '../../../src/dynamics/integrate/checkpoint.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import type { Ending } from '../../../src/dynamics/integrate/ending.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import {
  type LockstepOptions,
  lockstep,
  type Meeting,
} from '../../../src/dynamics/integrate/lockstep.ts';
import { cosine } from '../../../src/dynamics/integrate/schedules.ts';
import {
  gradientDescent,
  gradientFlow,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { heavyBall } from '../../../src/dynamics/solvers/momentum.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { brownianPath } from '../../../src/dynamics/terms/brownian-path.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { matMul, reshape } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { pathByHand } from '../../support/methods-in-float64.ts';
import { smallRegression } from '../../support/small-regression.ts';
import {
  distance,
  EXAMPLES,
  initial,
  pathOf,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** A meeting with its weights as plain numbers. */
type Plain = Omit<Meeting, 'thetas' | 'checkpoint'> & {
  readonly thetas: readonly (Float64Array | undefined)[];
};

/** All meetings, the endings, and the checkpoints at one of the meetings. */
function met(
  methods: readonly Method[],
  objective: Objective,
  theta0: Float64Array,
  options: LockstepOptions,
  stopAt?: number,
) {
  return withWeights(theta0, objective.shapes, (theta) => {
    const meetings: Plain[] = [];
    let stopped: (Checkpoint | Ending)[] = [];
    const run = lockstep(methods, theta, options);
    for (let next = run.next(); ; next = run.next()) {
      if (next.done === true) return { meetings, stopped, endings: next.value };
      const { checkpoint, thetas, ...rest } = next.value;
      meetings.push({ ...rest, thetas: thetas.map((t) => t && flatten64(t)) });
      if (next.value.time === stopAt) stopped = checkpoint();
    }
  });
}

const norm = (x: Float64Array) => Math.hypot(...x);
const minus = (x: Float64Array, y: Float64Array) => x.map((xi, i) => xi - y[i]!);

describe('on a quadratic, descent at η and η/2 and the flow', () => {
  const axis = [1, 2, -1, 0.5];
  const toy = () => quadratic([4, 2, 1, 0.25], axis);
  const theta0 = Float64Array.of(1, -0.5, 2, 0.75);
  const times = [0, 0.3, 0.6, 1.2, 1.35];
  const methods = (o: Objective) => [
    gradientDescent(o, 0.3),
    gradientDescent(o, 0.15),
    gradientFlow(o, 1e-10, 'dormand-prince'),
  ];
  /** Closed forms; at 1.35 descent at 0.3 is halfway between two of its steps. */
  function exact(time: number): Float64Array[] {
    const t = toy();
    const steps = Math.floor(time / 0.3 + 1e-9);
    const [a, b] = [steps, steps + 1].map((k) => t.descent(theta0, 0.3, k)) as [
      Float64Array,
      Float64Array,
    ];
    const s = time / 0.3 - steps;
    const coarse = a.map((x, i) => x + s * (b[i]! - x));
    const fine = t.descent(theta0, 0.15, Math.round(time / 0.15));
    const out = [coarse, fine, t.flow(theta0, time)];
    t.dispose();
    return out;
  }

  test('are at their closed forms, and so are distances in weights and function and displacements', () => {
    const t = toy();
    const X = Float64Array.from(rng(2).normals(3 * 4));
    const x = tensor(X, [3, 4]);
    const directions = [Float64Array.from(axis), Float64Array.of(0, 3, 0, 4)];
    const { meetings, endings } = met(methods(t.objective), t.objective, theta0, {
      times,
      precision: 'double',
      outputs: ([theta]) => matMul(x, reshape(theta!, [4, 1])),
      reference: 2,
      directions,
    });
    expect(endings).toEqual(['completed', 'completed', 'completed']);
    expect(meetings.map(({ time }) => time)).toEqual(times);
    for (const { time, thetas, distances, functionDistances, displacements } of meetings) {
      const at = exact(time);
      for (let i = 0; i < 3; i++) {
        expect(distance(thetas[i]!, at[i]!)).toBeLessThan(1e-8);
        for (let j = 0; j < 3; j++) {
          const d = minus(at[i]!, at[j]!);
          expect(Math.abs(distances[i]![j]! - norm(d))).toBeLessThan(1e-8);
          const f = [0, 1, 2].map((row) => d.reduce((s, dk, k) => s + X[4 * row + k]! * dk, 0));
          const rms = Math.hypot(...f) / Math.sqrt(3);
          expect(Math.abs(functionDistances![i]![j]! - rms)).toBeLessThan(1e-8);
        }
        for (const [q, u] of directions.entries()) {
          const d = minus(at[i]!, at[2]!);
          const along = d.reduce((s, dk, k) => s + u[k]! * dk, 0) / norm(u);
          expect(Math.abs(displacements![i]![q]! - along)).toBeLessThan(1e-8);
        }
      }
    }
    dispose(x);
    t.dispose();
  });

  test('are displaced from the start, along directions that the caller finds at the reference', () => {
    const t = toy();
    const seen: number[] = [];
    const find = ([theta]: readonly Tensor[], time: number) => {
      seen.push(time, flatten64([theta!])[0]!);
      return [Float64Array.of(0, 0, 2, 0)];
    };
    const { meetings } = met(methods(t.objective), t.objective, theta0, {
      times: [0.3, 1.2],
      precision: 'double',
      reference: 'start',
      directions: find,
    });
    expect(seen).toEqual([0.3, 1, 1.2, 1]);
    for (const { time, displacements } of meetings)
      for (const [i, at] of exact(time).entries())
        expect(Math.abs(displacements![i]![0]! - (at[2]! - theta0[2]!))).toBeLessThan(1e-8);
    t.dispose();
  });
});

test('methods of different steps on mini-batches held by time are those of a loop by hand', () => {
  const toy = smallRegression();
  const rows = batches(toy.n, 5, 'shuffled', rng(6));
  const held = (step: number) => rows(Math.floor(step / 2));
  const { meetings } = met(
    [
      stochasticGradientDescent(toy.objective, 0.1, rows),
      stochasticGradientDescent(toy.objective, 0.05, held),
      {
        term: descendOnBatches(toy.objective, rows),
        solver: heavyBall(0),
        controller: constant(0.1),
      },
    ],
    toy.objective,
    toy.theta0,
    { times: [0.1, 0.5, 1.2], precision: 'double' },
  );
  const plain = {
    step: (w: Float64Array, g: Float64Array, eta: number) => w.map((x, i) => x - eta * g[i]!),
  };
  const byHand = (draw: (step: number) => Int32Array, eta: number, steps: number) =>
    pathByHand(
      plain,
      toy.theta0,
      steps,
      (w, k) => toy.gradient(w, draw(k)),
      () => eta,
    )[steps]!;
  for (const { time, thetas, distances } of meetings) {
    const steps = Math.round(time / 0.1);
    const at = [byHand(rows, 0.1, steps), byHand(held, 0.05, 2 * steps)];
    for (const [i, w] of at.entries()) expect(distance(thetas[i]!, w)).toBeLessThan(1e-12);
    expect(Math.abs(distances[0]![1]! - distance(at[0]!, at[1]!))).toBeLessThan(1e-12);
    expect(distances[0]![2]).toBeLessThan(1e-14);
    expect(distances[0]![1]).toBeGreaterThan(1e-4);
  }
  toy.dispose();
});

describe('on a network', () => {
  const methods = (o: Objective): Method[] => {
    const rows = batches(EXAMPLES, 7, 'shuffled', rng(8));
    const xi = brownianPath(o.parameters, 0.05, rng(9));
    const noisy = (dt: number): Method => ({
      term: diffuse(descend(o), isotropic(o.parameters, 0.01), xi),
      solver: eulerMaruyama,
      controller: constant(dt),
    });
    return [
      stochasticGradientDescent(o, 0.2, rows),
      { term: descendOnBatches(o, rows), solver: heavyBall(0.9), controller: constant(0.1) },
      gradientFlow(o, 1e-3),
      noisy(0.05),
      noisy(0.1),
    ];
  };
  // 0.25 and 0.3 are within one step of some of them.
  const times = [0.1, 0.25, 0.3, 0.6, 1];

  test('each trajectory is that of integrate alone, bit for bit', () => {
    const { objective, dispose } = smallProblem();
    const all = methods(objective);
    const { meetings } = met(all, objective, initial(), { times });
    for (const [i, dt] of [
      [0, 0.2],
      [1, 0.1],
      [3, 0.05],
      [4, 0.1],
    ] as const) {
      const path = pathOf(all[i]!, objective, initial(), { steps: Math.round(1 / dt) });
      expect(meetings.at(-1)!.thetas[i]).toEqual(path.at(-1));
    }
    dispose();
  });

  test.each(['single', 'double'] as const)(
    'goes on from a meeting to the same bytes, in %s precision',
    (precision) => {
      const { objective, dispose } = smallProblem();
      const options = { times, precision };
      const whole = met(methods(objective), objective, initial(), options, 0.25);
      const rest = met(methods(objective), objective, initial(), {
        ...options,
        times: times.slice(2),
        resume: whole.stopped,
      });
      expect(rest.meetings).toEqual(whole.meetings.slice(2));
      for (const c of whole.stopped) if (typeof c === 'object') free(c);
      dispose();
    },
  );
});

test('a method that diverges or stands still is NaN from then on, and says how it ended', () => {
  const toy = quadratic([1]);
  const theta0 = Float64Array.of(1);
  const still: Method = {
    term: descend(toy.objective),
    solver: euler,
    controller: scheduled(cosine(0.5, { steps: 2 })),
  };
  const methods = [gradientDescent(toy.objective, 0.5), gradientDescent(toy.objective, 9), still];
  const options = { times: [0.5, 200], directions: [Float64Array.of(1)] };
  const { meetings, stopped, endings } = met(methods, toy.objective, theta0, options, 200);
  expect(endings).toEqual(['completed', 'diverged', 'step-too-small']);
  expect(meetings[0]!.distances.flat().every(Number.isFinite)).toBe(true);
  const { thetas, distances, displacements } = meetings[1]!;
  expect(thetas.map((theta) => theta === undefined)).toEqual([false, true, true]);
  expect(distances.flat()).toEqual([0, ...new Array(8).fill(Number.NaN)]);
  expect(displacements).toEqual([[0], [Number.NaN], [Number.NaN]]);
  expect(stopped.slice(1)).toEqual(['diverged', 'step-too-small']);
  const again = met(methods, toy.objective, theta0, {
    ...options,
    times: [201],
    resume: stopped,
    reference: 1,
  });
  expect(again.endings).toEqual(endings);
  expect(again.meetings[0]!.displacements).toEqual([[Number.NaN], [Number.NaN], [Number.NaN]]);
  for (const c of stopped) if (typeof c === 'object') free(c);
  toy.dispose();
});

test('times that do not ascend, a reference that is not there and short directions are refused', () => {
  const toy = quadratic([1, 2]);
  const run = (options: LockstepOptions) => () =>
    met([gradientDescent(toy.objective, 0.1)], toy.objective, Float64Array.of(1, 1), options);
  expect(run({ times: [1, 1] })).toThrow('invalid times; not ascending from 0: 1, 1');
  expect(run({ times: [-1] })).toThrow('invalid times');
  expect(run({ times: [Number.NaN] })).toThrow('invalid times');
  expect(run({ times: [1], reference: 1 })).toThrow('invalid reference; not in 0 … 0: 1');
  expect(run({ times: [1], directions: [Float64Array.of(1)] })).toThrow(
    'invalid direction; 2 entries expected: 1',
  );
  toy.dispose();
});

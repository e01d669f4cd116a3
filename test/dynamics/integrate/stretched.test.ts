import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import { earliest, everySteps } from '../../../src/dynamics/integrate/pace.ts';
import { cosine } from '../../../src/dynamics/integrate/schedules.ts';
import { turning } from '../../../src/dynamics/integrate/turning.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { lossOf } from '../../../src/objective/loss-of.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { EXAMPLES, initial, network, smallProblem } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const STEPS = 45;

/** A mini-batch of 5 of 24 examples, and every fifth time of 4. */
const rows = () => batches(EXAMPLES, 5, 'shuffled', rng(3));
const methods: Readonly<Record<string, (objective: Objective) => Method>> = {
  descent: (o) => ({ term: descend(o), solver: euler, controller: constant(0.1) }),
  'SGD by a schedule': (o) => ({
    term: descendOnBatches(o, rows()),
    solver: euler,
    controller: scheduled(cosine(0.1, { steps: 30, final: 0.01 })),
  }),
  Adam: (o) => ({ term: descendOnBatches(o, rows()), solver: adam(), controller: constant(0.01) }),
  Langevin: (o) => ({
    term: diffuse(descend(o), isotropic(o.parameters, 1e-4), normals(o.parameters, rng(9))),
    solver: eulerMaruyama,
    controller: constant(0.05),
  }),
};

/** θ, time and what is carried after each step, each taken by itself. */
function oneByOne({ term, solver, controller }: Method, start: readonly number[]) {
  const stepper = solver.bind(term, 'single');
  let theta = unflatten(Float64Array.from(start), network.shapes);
  let { state } = stepper.init(theta);
  const path = [{ theta: flatten64(theta), t: 0 }];
  let t = 0;
  for (let step = 0; step < STEPS; step++) {
    const dt = controller.schedule?.(step) ?? controller.dt0;
    const next = stepper.step(theta, { step, t, dt }, state);
    dispose([...theta, ...Object.values(state.vectors).flat()]);
    theta = [...next.theta];
    state = next.state;
    t = controller.schedule === undefined ? (step + 1) * dt : t + dt;
    path.push({ theta: flatten64(theta), t });
  }
  dispose([...theta, ...Object.values(state.vectors).flat()]);
  stepper.dispose();
  return path;
}

describe.each(Object.entries(methods))('points of %s that a call passes through', (_, methodOn) => {
  test.each([1, 3, 7])(
    '%i steps apart have the weights, times and work of steps one by one',
    (stride) => {
      const { objective, dispose: free } = smallProblem();
      const truth = oneByOne(methodOn(objective), [...initial()]);
      const start = unflatten(initial(), network.shapes);
      const found: number[] = [];
      for (const point of integrate(methodOn(objective), start, { steps: STEPS, stride })) {
        found.push(point.step);
        // Some points are asked for their weights, and some are not; one by one all are.
        if (stride === 1 || point.step % 2 === 0)
          expect(flatten64(point.theta)).toEqual(truth[point.step]!.theta);
        expect(point.t).toBe(truth[point.step]!.t);
        expect(point.work.gradients).toBe(point.step);
      }
      expect(found).toEqual(
        [...Array(Math.ceil(STEPS / stride)).keys()].map((k) => k * stride).concat(STEPS),
      );
      dispose(start);
      free();
    },
  );

  test('have the loss and the turns that their weights say', () => {
    const { objective, dispose: free } = smallProblem();
    const start = unflatten(initial(), network.shapes);
    const loss = lossOf(objective);
    const turned = turning();
    const [turns, expected]: [unknown[], unknown[]] = [[], []];
    const options = { steps: STEPS, turns: true, look: objective.value, lookAt: everySteps(4) };
    for (const point of integrate(methodOn(objective), start, options)) {
      turns.push(...point.turns);
      expected.push(turned.add(point.theta) ?? []);
      const looked = point.step > 0 && (point.step % 4 === 0 || point.step === STEPS);
      expect(point.loss).toBe(looked ? loss(point.theta) : undefined);
    }
    expect(turns).toEqual(expected.flat());
    expect(turns).toHaveLength(STEPS - 1);
    for (const program of [turned, loss]) program.dispose();
    dispose(start);
    free();
  });
});

test('looks that are not foreseen are taken along from where they are asked for', () => {
  const { objective, dispose: free } = smallProblem();
  const start = unflatten(initial(), network.shapes);
  const loss = lossOf(objective);
  let closer = false;
  const pace = earliest([everySteps(10), (at) => (closer ? everySteps(2)(at) : 100)]);
  const steps: number[] = [];
  const options = { steps: 40, stride: pace, look: objective.value };
  for (const point of integrate(methods.descent!(objective), start, options)) {
    steps.push(point.step);
    if (point.step > 0) expect(point.loss).toBe(loss(point.theta));
    closer = point.step >= 20 && point.step < 28;
  }
  expect(steps).toEqual([0, 10, 20, 22, 24, 26, 28, 30, 40]);
  loss.dispose();
  dispose(start);
  free();
});

test('a loss that is enough ends a call, and not the path', () => {
  const { objective, dispose: free } = smallProblem();
  const start = unflatten(initial(), network.shapes);
  const path = (enough: number) =>
    Array.from(
      integrate(methods.descent!(objective), start, {
        steps: 40,
        stride: 5,
        look: objective.value,
        enough,
      }),
      ({ step, loss, theta }) => ({ step, loss, theta: flatten64(theta) }),
    );
  const whole = path(Number.NEGATIVE_INFINITY);
  expect(path(whole[4]!.loss!)).toEqual(whole);
  dispose(start);
  free();
});

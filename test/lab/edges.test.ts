import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { carriedOf, preconditionerOf } from '../../src/dynamics/integrate/carried.ts';
import { constant } from '../../src/dynamics/integrate/controller.ts';
import { integrate } from '../../src/dynamics/integrate/integrate.ts';
import type { Solver } from '../../src/dynamics/integrate/solver.ts';
import type { TrajectoryPoint } from '../../src/dynamics/integrate/trajectory-point.ts';
import { adam } from '../../src/dynamics/solvers/adam.ts';
import { heavyBall, nesterov } from '../../src/dynamics/solvers/momentum.ts';
import { rmsprop } from '../../src/dynamics/solvers/rmsprop.ts';
import { descend } from '../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { fileSources } from '../../src/lab/data/sources.ts';
import { openTask } from '../../src/lab/task/task.ts';
import type { LinearOperator } from '../../src/linalg/operator.ts';
import { preconditioned } from '../../src/linalg/preconditioned.ts';
import { eigenpairs } from '../../src/probes/spectrum/eigenvalues.ts';
import { expectNoLeaks } from '../support/expect-no-leaks.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { gd, spec } from '../support/synthetic-runs.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const baseDir = scratchFolder();

interface Course {
  readonly solver: Solver;
  readonly eta: number;
  readonly steps: number;
  /** From this step on, λ is read every `every` steps. */
  readonly from: number;
  readonly every: number;
  /** Whether the edge is one of λ(P⁻¹H), P of the step before; absent: of λ. */
  readonly scaled?: true;
}

/**
 * λ at the start and in the tail of a training on the standard recipe: 500 centred MNIST images, 784-32-32-10
 * tanh, ½ squared error, U(±1/√fan_in).
 */
async function tail({ solver, eta, steps, from, every, scaled }: Course) {
  const places = { cacheDir: baseDir, baseDir };
  const task = await openTask(spec(gd(eta), 0, { train: 500 }), fileSources(places));
  const method = { term: descend(task.objective), solver, controller: constant(eta) };
  const of = (H: LinearOperator, point: TrajectoryPoint) =>
    scaled && point.step > 0
      ? preconditioned(H, preconditionerOf(method, () => carriedOf(solver, point))!)
      : H;
  let start: readonly Float64Array[] = [];
  const lambdas: number[] = [];
  for (const point of integrate(method, task.theta0, { steps, stride: every })) {
    if (point.step > 0 && point.step < from) continue;
    const H = task.hessians.at(point.theta);
    const { top } = eigenpairs(of(H, point), {
      ...{ top: 1, tolerance: 5e-3, maxProducts: 80, start, random: rng(1) },
    });
    H.dispose();
    expect(top[0]!.value.converged).toBe(true);
    start = [top[0]!.vector];
    lambdas.push(top[0]!.value.value);
  }
  task.dispose();
  return { first: lambdas[0]!, last: lambdas.slice(1) };
}

const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;

// Measured over these tails: heavy ball 1.002, Nesterov 1.011, Adam 1.001 of the edge.
describe('on the standard recipe', () => {
  // At β = 0.9 neither gets there: η/(1 − β) is then so large that λ falls in the first steps.
  test.each([
    { name: 'heavy ball', rule: heavyBall, eta: 0.2, steps: 1000, edge: (b: number) => 2 + 2 * b },
    {
      ...{ name: 'Nesterov', rule: nesterov, eta: 0.1, steps: 1800 },
      edge: (b: number) => (2 + 2 * b) / (1 + 2 * b),
    },
  ])('λ under $name rises to its edge and hovers there', async ({ rule, eta, steps, edge }) => {
    const beta = 0.5;
    const { first, last } = await tail({
      ...{ solver: rule(beta), eta, steps, from: steps - 400, every: 40 },
    });
    const at = edge(beta) / eta;
    expect(first).toBeLessThan(0.9 * at);
    expect(last.length).toBe(11);
    expect(Math.abs(mean(last) / at - 1)).toBeLessThan(0.05);
  });

  test.each([
    {
      ...{ name: 'Adam', solver: adam({ beta2: 0.99 }), eta: 1e-3, steps: 1600 },
      ...{ edge: (2 + 2 * 0.9) / (1 - 0.9), within: 0.05 },
    },
    { ...{ name: 'RMSProp', solver: rmsprop(), eta: 1e-4, steps: 1000 }, edge: 2, within: 0.1 },
  ])('λ(P⁻¹H) under $name rises to its edge and hovers there', async (course) => {
    const { solver, eta, steps, edge, within } = course;
    const { first, last } = await tail({
      ...{ solver, eta, steps, from: steps - 400, every: 40, scaled: true },
    });
    const at = edge / eta;
    expect(first).toBeLessThan(0.9 * at);
    expect(last.length).toBe(11);
    expect(Math.abs(mean(last) / at - 1)).toBeLessThan(within);
  });
});

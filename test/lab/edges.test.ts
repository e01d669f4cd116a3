import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { free } from '../../src/dynamics/integrate/checkpoint.ts';
import { constant } from '../../src/dynamics/integrate/controller.ts';
import { integrate } from '../../src/dynamics/integrate/integrate.ts';
import type { Solver } from '../../src/dynamics/integrate/solver.ts';
import type { TrajectoryPoint } from '../../src/dynamics/integrate/trajectory-point.ts';
import { adam } from '../../src/dynamics/solvers/adam.ts';
import { heavyBall, nesterov } from '../../src/dynamics/solvers/momentum.ts';
import { descend } from '../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { flatten64 } from '../../src/engine/tensors/params.ts';
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
  /** The operator whose λ has the edge; absent: the Hessian. */
  readonly of?: (H: LinearOperator, point: TrajectoryPoint) => LinearOperator;
}

/**
 * λ at the start and in the tail of a training on the standard recipe: 500 centred MNIST images, 784-32-32-10
 * tanh, ½ squared error, U(±1/√fan_in).
 */
async function tail({ solver, eta, steps, from, every, of = (H) => H }: Course) {
  const places = { cacheDir: baseDir, baseDir };
  const task = await openTask(spec(gd(eta), 0, { train: 500 }), fileSources(places));
  const method = { term: descend(task.objective), solver, controller: constant(eta) };
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

  test('λ(P⁻¹H) under Adam rises to (2 + 2β₁)/((1 − β₁)η) and hovers there', async () => {
    const [eta, beta1, beta2, epsilon] = [1e-3, 0.9, 0.99, 1e-8];
    const { first, last } = await tail({
      ...{ solver: adam({ beta1, beta2, epsilon }), eta, steps: 1600, from: 1200, every: 40 },
      of(H, point) {
        if (point.step === 0) return H;
        const here = point.checkpoint();
        const v = flatten64(here.solver.vectors.v!);
        free(here);
        const correction = 1 - beta2 ** point.step;
        return preconditioned(
          H,
          v.map((x) => Math.sqrt(x / correction) + epsilon),
        );
      },
    });
    const at = (2 + 2 * beta1) / ((1 - beta1) * eta);
    expect(first).toBeLessThan(0.9 * at);
    expect(Math.abs(mean(last) / at - 1)).toBeLessThan(0.1);
  });
});

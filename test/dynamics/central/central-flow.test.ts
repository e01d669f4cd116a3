import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { rng } from '../../../src/core/random.ts';
import {
  type CentralFlowOptions,
  centralFlow,
  type Oscillation,
  oscillation,
} from '../../../src/dynamics/central/central-flow.ts';
import { free } from '../../../src/dynamics/integrate/checkpoint.ts';
import { type IntegrateOptions, integrate } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientDescent, gradientFlow } from '../../../src/dynamics/methods/descent.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { add, mul, slice, square, sub, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { denseOf } from '../../support/dense-matrices.ts';
import { derivatives } from '../../support/derivatives-in-float64.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import {
  distance,
  endOf,
  initial,
  lossOf,
  pathOf,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

interface Seen extends Oscillation {
  readonly t: number;
  readonly theta: Float64Array;
}

/** Every `stride`-th point of a central flow, with what it says of descent. */
function follow(
  objective: Objective,
  theta0: Float64Array,
  options: Omit<CentralFlowOptions, 'random'>,
  run: IntegrateOptions,
): { path: Seen[]; ending: string } {
  return withWeights(theta0, objective.shapes, (theta) => {
    const path: Seen[] = [];
    const points = integrate(centralFlow(objective, { ...options, random: rng(3) }), theta, run);
    for (let next = points.next(); ; next = points.next()) {
      if (next.done === true) return { path, ending: next.value };
      const checkpoint = next.value.checkpoint();
      const at = { t: next.value.t, theta: flatten64(next.value.theta) };
      path.push({ ...at, ...oscillation(checkpoint) });
      free(checkpoint);
    }
  });
}

describe('on L(x, y) = Σ ½ yᵢxᵢ² − cᵢyᵢ, where curvature y grows at rate c', () => {
  const c = [0.5, 0.2];
  const eta = 0.4;
  const edge = 2 / eta;
  const valleys = (): Objective =>
    objectiveOf(
      ([theta]) => {
        const [x, y] = [slice(theta!, [0], [2]), slice(theta!, [2], [2])];
        const [first, second] = [slice(y, [0], [1]), slice(y, [1], [1])];
        return sub(
          mul(sum(mul(y, square(x))), 0.5),
          sum(add(mul(first, c[0]!), mul(second, c[1]!))),
        );
      },
      [[4]],
    );

  test('each curvature rises to 2/η and stays, with ⟨xᵢ²⟩ = 2cᵢ from then on', () => {
    const start = Float64Array.of(0, 0, 3, 4);
    const { path } = follow(
      valleys(),
      start,
      { eta },
      { steps: 120, precision: 'double', escape: 1e9 },
    );
    // They arrive at t = 4 and t = 5, between two steps of 0.1 at the latest.
    for (const { t, theta, loss, squaredGradient } of path) {
      for (const [i, ci] of c.entries())
        expectNear(theta[2 + i]!, Math.min(edge, start[2 + i]! + ci * t), { rtol: 1e-6 });
      const arrived = c.filter((_, i) => t > [4, 5][i]! + 0.2);
      const travelling = c.filter((_, i) => t < [4, 5][i]! - 0.2);
      if (arrived.length + travelling.length < 2) continue;
      // E[L] − L = ½ (2/η) Σ 2cᵢ and E[‖∇L‖²] − ‖∇L‖² = (4/η²) Σ 2cᵢ over those at the edge.
      const sigma = arrived.reduce((total, ci) => total + 2 * ci, 0);
      expectNear(loss, (edge * sigma) / 2, { rtol: 1e-5, atol: 1e-9 });
      expectNear(squaredGradient, edge ** 2 * sigma, { rtol: 1e-5, atol: 1e-9 });
    }
    expect(path.at(-1)!.critical).toBe(2);
  });
});

test('twenty curvatures are held at the edge together, each with ⟨xᵢ²⟩ = 2cᵢ', () => {
  const n = 20;
  const c = Float64Array.from({ length: n }, (_, i) => 0.2 + 0.05 * i);
  const eta = 0.4;
  const edge = 2 / eta;
  const rates = tensor(c, [n]);
  const objective = objectiveOf(
    ([x, y]) => sub(mul(sum(mul(y!, square(x!))), 0.5), sum(mul(y!, rates))),
    [[n], [n]],
  );
  // All of them arrive at t = 0.5.
  const start = Float64Array.from({ length: 2 * n }, (_, i) =>
    i < n ? 0 : edge - 0.5 * c[i - n]!,
  );
  const { path } = follow(
    objective,
    start,
    { eta },
    { steps: 9, precision: 'double', escape: 1e9 },
  );
  const { theta, critical, loss, squaredGradient, t } = path.at(-1)!;
  expectNear(t, 0.9, { rtol: 1e-9 });
  expect(critical).toBe(n);
  for (let i = 0; i < n; i++) expectNear(theta[n + i]!, edge, { rtol: 1e-6 });
  const sigma = c.reduce((total, ci) => total + 2 * ci, 0);
  expectNear(loss, (edge * sigma) / 2, { rtol: 1e-6 });
  expectNear(squaredGradient, edge ** 2 * sigma, { rtol: 1e-6 });
  rates.dispose();
});

describe('on a quadratic', () => {
  const toy = () => quadratic([0.5, 1, 4], [1, -2, 0.5]);
  const theta0 = Float64Array.of(1, 2, -1);

  test('it is Euler on gradient flow where every eigenvalue is below the edge', () => {
    const { objective, descent, dispose } = toy();
    const { path, ending } = follow(
      objective,
      theta0,
      { eta: 0.49 },
      { steps: 40, precision: 'double' },
    );
    expect(ending).toBe('completed');
    for (const [k, { theta, loss }] of path.entries()) {
      expect(distance(theta, descent(theta0, 0.49 / 4, k))).toBeLessThan(1e-12);
      expect(loss).toBe(0);
    }
    dispose();
  });

  test('it diverges as descent does where one is beyond the edge, since nothing can hold it', () => {
    const { objective, dispose } = toy();
    expect(follow(objective, theta0, { eta: 0.51 }, { steps: 100 }).ending).toBe('diverged');
    dispose();
  });

  test('a rate with more eigenvalues at its edge than can be held is refused in one line', () => {
    const eigenvalues = Array.from({ length: 100 }, (_, i) => 1 + i);
    const { objective, dispose } = quadratic(eigenvalues);
    const run = (eta: number) =>
      follow(objective, new Float64Array(100).fill(1), { eta }, { steps: 2, precision: 'double' });
    const refused = () => run(0.1);
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(
      'a central flow of rate 0.1 has more than 40 eigenvalues at 2/η = 20 at its step 0: lower the rate',
    );
    // Forty from 0.975 of the edge on, 61 … 100, and more than that from 0.9 of it.
    expect(run(2 / 62.3).ending).toBe('completed');
    dispose();
  });
});

describe('on a network past its edge', () => {
  const eta = 1;
  const steps = 200;
  /** All eigenvalues of ∇²L. */
  const spectrum = (objective: Objective, theta: Float64Array) => {
    const { hessian } = derivatives(objective, theta);
    const P = theta.length;
    return jacobiEigenvalues(
      denseOf(P, (v) =>
        Float64Array.from(v, (_, i) =>
          v.reduce((total, x, j) => (x === 0 ? total : total + x * hessian[i * P + j]!), 0),
        ),
      ),
    );
  };

  test('λ is held at 2/η, and descent’s weights and loss are nearer than to gradient flow', () => {
    const { objective, dispose } = smallProblem();
    const loss = lossOf(objective);
    const { path } = follow(
      objective,
      initial(),
      { eta },
      { steps: 4 * steps, stride: 200, precision: 'double' },
    );
    const descent = pathOf(gradientDescent(objective, eta), objective, initial(), {
      steps: steps + 20,
    });
    // It crosses the edge at step 31 or so.
    for (const { theta, critical } of path.slice(1)) {
      expectNear(spectrum(objective, theta).at(-1)!, 2 / eta, { rtol: 0.01 });
      expect(critical).toBeGreaterThanOrEqual(1);
    }
    const flow = endOf(gradientFlow(objective, 1e-4), objective, initial(), { time: eta * steps });
    const average = descent[steps]!.map(
      (x, i) => x / 2 + (descent[steps - 1]![i]! + descent[steps + 1]![i]!) / 4,
    );
    const end = path.at(-1)!;
    expect(distance(end.theta, average)).toBeLessThan(0.4 * distance(flow, average));
    const lossAt = (flat: Float64Array) => withWeights(flat, objective.shapes, loss);
    const window = descent.slice(steps - 20, steps + 21).map(lossAt);
    const mean = window.reduce((total, x) => total + x, 0) / window.length;
    expectNear(lossAt(end.theta) + end.loss, mean, { rtol: 0.25 });
    expect(lossAt(flow)).toBeLessThan(0.25 * mean);
    dispose();
  });

  test('RMSProp’s eigenvalues of D⁻¹∇²L are held at 2/η', () => {
    const { objective, dispose } = smallProblem();
    const rate = 0.005;
    const rmsprop = { alpha: 0.95, epsilon: 1e-8 };
    const { path } = follow(
      objective,
      initial(),
      { eta: rate, rmsprop },
      { steps: 240, stride: 20, precision: 'double' },
    );
    for (const { sharpness, critical } of path.slice(4)) {
      expectNear(sharpness, 2 / rate, { rtol: 0.01 });
      expect(critical).toBeGreaterThanOrEqual(1);
    }
    dispose();
  });
});

describe('misuse', () => {
  test('rates and substeps out of range, and terms that are not full-batch descent, throw', () => {
    const { objective, dispose } = quadratic([1]);
    const of = (options: Partial<CentralFlowOptions>, o = objective) =>
      centralFlow(o, { eta: 1, random: rng(1), ...options });
    expect(() => of({ eta: 0 })).toThrow('invalid eta; not in (0, ∞): 0');
    expect(() => of({ substeps: 0 })).toThrow('invalid substeps; not an integer in [1, 2⁵³): 0');
    const { solver } = of({});
    const term = descend(objective);
    expect(() => solver.bind({ drift: term.drift }, 'single')).toThrow('full-batch descent');
    expect(() => solver.bind({ ...term, noise: term.drift }, 'single')).toThrow('noise');
    dispose();
  });
});

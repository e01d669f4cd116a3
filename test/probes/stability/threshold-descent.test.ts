import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { gradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { train } from '../../../src/dynamics/training/train.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose, live } from '../../../src/engine/tensors/memory.ts';
import { mul, square, sum } from '../../../src/engine/tensors/operations.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { readScalar } from '../../../src/engine/tensors/precise.ts';
import { type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { type Trial, threshold } from '../../../src/probes/stability/threshold.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { expectNear } from '../../support/expect-near.ts';

interface Descent {
  readonly objective: Objective;
  readonly theta: Params;
  readonly steps: number;
}

/** Gradient descent at η; `judge` sees the losses at every evaluation, and whether it diverged. */
function descend(
  { objective, theta, steps }: Descent,
  eta: number,
  evaluateEvery: number,
  judge: (losses: readonly number[], diverged: boolean) => boolean,
): Trial {
  const value = compile((at) => [objective.value(at)]);
  const loss = (at: Params): number => {
    const [l] = value(at);
    const out = readScalar(l!);
    dispose(l!);
    return out;
  };
  const losses: number[] = [];
  const done = train(gradientDescent(objective, eta), theta, {
    stop: { steps },
    loss,
    evaluateEvery,
    observe: (_, l) => losses.push(l),
  });
  dispose(done.theta);
  value.dispose();
  return {
    stable: judge(losses, done.ending === 'diverged'),
    gradients: done.work.gradients,
  };
}

const survives = (_: readonly number[], diverged: boolean) => !diverged;

describe('gradient descent itself', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  test.each([1.3, 40])('on a quadratic diverges above 2/λ_max = 2/%d', (lambdaMax) => {
    const before = live();
    const lambdas = tensor(Float32Array.of(lambdaMax, 0.7, 0.1, 0.01), [4]);
    const value = ([q]: Params): Tensor => mul(sum(mul(square(q!), lambdas)), 0.5);
    const theta = [tensor(Float32Array.of(1, -1, 1, 2), [4])];
    const quadratic = { objective: objectiveOf(value, [[4]]), theta, steps: 1000 };
    const edge = 2 / lambdaMax;
    for (const factor of [1 / 9, 7]) {
      const found = threshold((eta) => descend(quadratic, eta, 50, survives), {
        ...{ guess: factor * edge, width: 0.01 },
      });
      expect(found.converged).toBe(true);
      // 1,000 steps see a growth of 10⁴ in the loss from (1 + 2ε)²⁰⁰⁰, ε = 0.23 % above the edge.
      expect(found.interval![0]).toBeLessThanOrEqual(1.0025 * edge);
      expect(found.interval![1]).toBeGreaterThan(edge);
      expectNear(found.value, edge, { rtol: 0.01 });
      expect(found.cost.gradients).toBeGreaterThan(1000);
    }
    dispose([lambdas, ...theta]);
    expect(live()).toEqual(before);
  });
});

describe.each([512, 2048])('the two-layer linear network of width %d', (m) => {
  // f = u·v/√m, L = ½ f² with the curvature λ₀ = (|u|² + |v|²)/m of the kernel. Lewkowycz et al.
  // 2020, "The large learning rate phase of deep learning: the catapult mechanism", §2: the loss
  // falls at once below ηλ₀ = 2, rises and recovers up to 4, and diverges beyond, as m → ∞.
  const shapes = [[m], [m]];
  const weights = startOfSizeOne(m);
  const lambda0 = weights.reduce((sum, w) => sum + w * w, 0) / m;
  const value = ([u, v]: Params): Tensor => mul(square(sum(mul(u!, v!))), 0.5 / m);

  const edgeOf = (
    steps: number,
    judge: (losses: readonly number[], diverged: boolean) => boolean,
  ) => {
    const theta = unflatten(weights, shapes);
    const net = { objective: objectiveOf(value, shapes), theta, steps };
    const found = threshold((eta) => descend(net, eta, 1, judge), { guess: 1, width: 0.01 });
    dispose(theta);
    expect(found.converged).toBe(true);
    return lambda0 * found.value;
  };

  beforeAll(async () => {
    await openEngine('native');
  });

  test('has a loss that rises above ηλ₀ = 2', () => {
    // f₁ = f₀(1 − ηλ₀ + η²f₀²/m): with η and f₀ about 1 the last term moves the edge by 2/m.
    const edge = edgeOf(1, (losses) => losses[1]! <= losses[0]!);
    expectNear(edge, 2, { rtol: 0.03 });
  });

  test('diverges above ηλ₀ = 4, and catapults before', () => {
    expectNear(edgeOf(300, survives), 4, { rtol: 0.03 });
  });

  test('at ηλ₀ = 3 the loss rises, and then falls to a flatter minimum', () => {
    const theta = unflatten(weights, shapes);
    const net = { objective: objectiveOf(value, shapes), theta, steps: 300 };
    const { stable } = descend(
      net,
      3 / lambda0,
      1,
      (losses, diverged) =>
        !diverged && Math.max(...losses) > 5 * losses[0]! && losses.at(-1)! < 1e-6 * losses[0]!,
    );
    expect(stable).toBe(true);
    dispose(theta);
  });
});

/** Standard normal u and v, with v moved along u so that f₀ = u·v/√m = 1. Shape [2m]. */
function startOfSizeOne(m: number): Float32Array {
  const u = rng(6).fork('u').normals(m);
  const v = rng(6).fork('v').normals(m);
  const length = u.reduce((sum, x) => sum + x * x, 0);
  const short = Math.sqrt(m) - u.reduce((sum, x, i) => sum + x * v[i]!, 0);
  return Float32Array.of(...u, ...v.map((x, i) => x + (short / length) * u[i]!));
}

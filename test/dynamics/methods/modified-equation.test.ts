import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { type FlowDrift, flowOfSgd } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { type Derivatives, descend } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, gradientCovariance } from '../../../src/dynamics/terms/diffusion.ts';
import { descendModified } from '../../../src/dynamics/terms/modified.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { valueAndGradient } from '../../../src/engine/derivatives/autodiff.ts';
import { gather, mean, mul, square, sub, sum } from '../../../src/engine/tensors/operations.ts';
import { type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { endOf, initial, pathOf, smallProblem } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const h = 1.2;
/** Far out, so that E θ² is mostly (E θ)², whose error is the larger one. */
const start = 6;
const time = 1.6;

/** L = ½h(θ² + 1) by the two examples ½h(θ ± 1)²: gradients hθ ± h, so that C = h² everywhere. */
function springs(): { objective: Objective; dispose(): void } {
  const x = tensor(Float32Array.of(1, -1), [2]);
  const losses = (theta: Tensor, at: Tensor) => mul(square(sub(theta, at)), h / 2);
  const plain = objectiveOf(
    ([theta], rows) => mean(losses(theta!, rows === undefined ? x : gather(x, rows))),
    [[1]],
    2,
  );
  const weighted: NonNullable<Objective['weighted']> = (theta, weights) =>
    valueAndGradient(([q]) => sum(mul(losses(q!, x), weights)), theta).gradient;
  return { objective: { ...plain, weighted }, dispose: () => x.dispose() };
}

/** E θ and E θ² of SGD on one example a step after n steps: a linear recursion. */
function ofSgd(eta: number, n: number): readonly [number, number] {
  const [a, noise] = [1 - eta * h, eta ** 2 * h ** 2];
  let [first, second] = [start, start ** 2];
  for (let k = 0; k < n; k++) {
    second = a ** 2 * second + noise;
    first *= a;
  }
  return [first, second];
}

/**
 * E θ and E θ² of Euler–Maruyama steps of dt, exactly: the step is linear in θ and ξ, so that the path without noise is
 * the mean, and the path from 0 after a single ξ is the response whose squares add up to the variance.
 */
function ofFlow(objective: Objective, eta: number, drift: FlowDrift, dt: number, n: number) {
  const diffusion = gradientCovariance(objective, { eta, batch: 1, sampling: 'with-replacement' });
  const term = drift === 'plain' ? descend(objective) : descendModified(objective, eta);
  const path = (theta0: number, first: number) =>
    pathOf(
      {
        // Two examples: normals (ξ, −ξ)/√2 are one ξ along their difference, the only direction that counts.
        term: diffuse(term, diffusion, (step) =>
          step === 0
            ? Float32Array.of(-first * Math.SQRT1_2, first * Math.SQRT1_2)
            : new Float32Array(2),
        ),
        solver: eulerMaruyama,
        controller: constant(dt),
      },
      objective,
      Float64Array.of(theta0),
      { steps: n, precision: 'double' },
    ).map(([x]) => x!);
  const middle = path(start, 0)[n]!;
  const variance = path(0, 1)
    .slice(1)
    .reduce((s, x) => s + x * x, 0);
  return [middle, middle ** 2 + variance] as const;
}

test.each([
  ['plain', 1],
  ['modified', 2],
] as const)('moments of the flow with drift %s are off those of SGD by η^%i', (drift, order) => {
  const { objective, dispose } = springs();
  const counts = [24, 48, 96, 192];
  const etas = counts.map((n) => time / n);
  // Moments as dt → 0 from three steps, by Richardson extrapolation: the error of Euler–Maruyama is a series in dt.
  const limits = counts.map((n, i) => {
    const eta = etas[i]!;
    const [a, b, c] = [2, 4, 8].map((split) =>
      ofFlow(objective, eta, drift, eta / split, n * split),
    );
    return [0, 1].map((k) => (8 * c![k]! - 6 * b![k]! + a![k]!) / 3);
  });
  dispose();
  for (const k of [0, 1]) {
    const errors = limits.map((limit, i) => Math.abs(limit[k]! - ofSgd(etas[i]!, counts[i]!)[k]!));
    const { value, interval } = logLogSlope(etas, errors);
    const found = `moment ${k + 1}: slope ${value} in [${interval}], errors ${errors}`;
    expect(Math.abs(value - order), found).toBeLessThan(0.15);
    // And the extrapolated moments are those of the closed form.
    const rate = drift === 'plain' ? h : h + (etas[0]! * h ** 2) / 2;
    const decayed = Math.exp(-2 * rate * time);
    const first = start * Math.exp(-rate * time);
    const closed = [first, first ** 2 + (etas[0]! * h ** 2 * (1 - decayed)) / (2 * rate)][k]!;
    expect(Math.abs(limits[0]![k]! / closed - 1)).toBeLessThan(0.01);
  }
});

describe('the flow of SGD on a network', () => {
  test('with drift modified is the modified term with the same noise, bit for bit', () => {
    const { objective, dispose } = smallProblem();
    const noise = { eta: 0.1, batch: 4, sampling: 'with-replacement' } as const;
    const end = (method: ReturnType<typeof flowOfSgd>, o: Derivatives) =>
      endOf(method, o as Objective, initial(), { steps: 6 });
    const built = flowOfSgd(objective, noise, 0.05, rng(3), 'modified');
    const plain = flowOfSgd(objective, noise, 0.05, rng(3));
    const modified = descendModified(objective, noise.eta);
    const assembled = {
      ...plain,
      term: {
        ...plain.term,
        drift: (theta: Parameters<typeof modified.drift>[0]) => modified.drift(theta, []),
      },
    };
    expect(end(built, objective)).toEqual(end(assembled, objective));
    expect(end(built, objective)).not.toEqual(end(plain, objective));
    expect(built.term.work).toEqual({ gradients: 2, hvps: 1 });
    expect(plain.term.work).toEqual({ gradients: 2, hvps: 0 });
    dispose();
  });
});

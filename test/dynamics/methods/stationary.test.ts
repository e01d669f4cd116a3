import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import { stochasticGradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { flowOfSgd, langevin } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { svag } from '../../../src/dynamics/methods/svag.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { perturb } from '../../../src/dynamics/terms/gradient-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { valueAndGradient } from '../../../src/engine/derivatives/autodiff.ts';
import { gather, mean, mul, square, sub, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const [n, d] = [256, 255];
const h = 1.2;
const eta = 1;
const B = 8;
/** C = h² I, by the examples below. */
const c = h ** 2;

/**
 * L = (1/n) Σᵢ ½h‖θ − xᵢ‖², whose gradients h(θ − xᵢ) have the same covariance everywhere: the xᵢ are the
 * rows of a Hadamard matrix without its constant column, of mean 0 and covariance I.
 */
function springs(): { objective: Objective; dispose(): void } {
  const parity = (k: number): number => (k === 0 ? 0 : (k & 1) ^ parity(k >> 1));
  const x = tensor(
    Float32Array.from(
      { length: n * d },
      (_, k) => 1 - 2 * parity(Math.floor(k / d) & ((k % d) + 1)),
    ),
    [n, d],
  );
  const losses = (theta: Tensor, at: Tensor) => mul(sum(square(sub(theta, at)), 1), h / 2);
  const plain = objectiveOf(
    ([theta], rows) => mean(losses(theta!, rows === undefined ? x : gather(x, rows))),
    [[d]],
    n,
  );
  const weighted: NonNullable<Objective['weighted']> = (theta, weights) =>
    valueAndGradient(([q]) => sum(mul(losses(q!, x), weights)), theta).gradient;
  return { objective: { ...plain, weighted }, dispose: () => x.dispose() };
}

/** Mean of θᵢ² over weights and time, once the start is forgotten. */
function variance(method: (objective: Objective) => Method, steps: number, stride: number): number {
  const { objective, dispose } = springs();
  let [total, count] = [0, 0];
  withWeights(new Float64Array(d), objective.shapes, (theta) => {
    for (const point of integrate(method(objective), theta, { steps, stride })) {
      if (point.step < steps / 20) continue;
      total += flatten64(point.theta).reduce((s, x) => s + x * x, 0) / d;
      count++;
    }
  });
  dispose();
  return total / count;
}

const kappas = { 'with-replacement': 1 / B, 'without-replacement': (n - B) / (B * (n - 1)) };
/** ηκc/(h(2 − dt h)) for a step of dt: that of SGD where dt = η, that of the flow as dt → 0. */
const stationary = (kappa: number, dt: number) => (eta * kappa * c) / (h * (2 - dt * h));

test.each(['with-replacement', 'without-replacement'] as const)(
  'SGD at ηh = 1.2 spreads by ηκc/(h(2 − ηh)), and so does its flow at dt = η: %s',
  (sampling) => {
    const noise = { eta, batch: B, sampling };
    const sgd = variance(
      (o) => stochasticGradientDescent(o, eta, batches(n, B, sampling, rng(1))),
      2000,
      1,
    );
    const gaussian = variance((o) => flowOfSgd(o, noise, eta, rng(1)), 2000, 1);
    const expected = stationary(kappas[sampling], eta);
    expect(Math.abs(sgd / expected - 1), `SGD ${sgd / expected}`).toBeLessThan(0.03);
    expect(Math.abs(gaussian / expected - 1), `flow ${gaussian / expected}`).toBeLessThan(0.03);
  },
);

test('the flow of SGD in small steps spreads by ηκc/(2h), 0.4 times as much as SGD', () => {
  const noise = { eta, batch: B, sampling: 'with-replacement' } as const;
  const found = variance((o) => flowOfSgd(o, noise, 0.02 / h, rng(2)), 12_000, 10);
  const ratio = found / stationary(kappas[noise.sampling], 0);
  expect(Math.abs(ratio - 1), `ratio ${ratio}`).toBeLessThan(0.03);
});

test('Langevin dynamics spreads by T/h', () => {
  const found = variance((o) => langevin(o, 0.5, 0.02 / h, rng(3)), 12_000, 10);
  const ratio = found / (0.5 / h);
  expect(Math.abs(ratio - 1), `ratio ${ratio}`).toBeLessThan(0.03);
});

test.each([1, 2, 8])('SVAG of l = %i spreads by ηκc/(h(2 − ηh/l)), from SGD to its flow', (l) => {
  const sampling = 'without-replacement';
  const found = variance((o) => svag(o, eta, batches(n, B, sampling, rng(4)), l), 2500, 1);
  const ratio = found / stationary(kappas[sampling], eta / l);
  expect(Math.abs(ratio - 1), `ratio ${ratio}`).toBeLessThan(0.03);
});

test('gradient descent with noise on its gradients spreads by ησ²/(h(2 − ηh))', () => {
  const sigma = 0.3;
  const found = variance(
    (o) => ({
      term: perturb(descend(o), sigma, normals(d, rng(5))),
      solver: euler,
      controller: constant(eta),
    }),
    2000,
    1,
  );
  const ratio = found / ((eta * sigma ** 2) / (h * (2 - eta * h)));
  expect(Math.abs(ratio - 1), `ratio ${ratio}`).toBeLessThan(0.03);
});

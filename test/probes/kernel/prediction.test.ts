import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { dormandPrince } from '../../../src/linalg/dormand-prince.ts';
import { oneHot } from '../../../src/objective/targets.ts';
import {
  crossEntropy,
  type OutputLoss,
  squaredError,
} from '../../../src/probes/kernel/output-losses.ts';
import { kernelPrediction, type Linearisation } from '../../../src/probes/kernel/prediction.ts';
import { oracleJacobian } from '../../oracle/jacobian.ts';
import { exampleLosses } from '../../oracle/loss.ts';
import { withSpectrum } from '../../support/dense-matrices.ts';
import { dot } from '../../support/moments.ts';
import { smallMlp } from '../../support/small-network.ts';

const K = 10;
const [TRAIN, TEST] = [8, 5];
const small = smallMlp('tanh', 'squared-error', 4, TRAIN + TEST);
const P = small.theta.length;
const { outputs: f0, J } = oracleJacobian(small.twin, small.theta, Float64Array.from(small.x));
const N = TRAIN * K;
const labels = small.labels.slice(0, TRAIN);
const y = Float64Array.from(oneHot(labels, K));
const from: Linearisation = {
  rows: J.map((a) => Float64Array.from(J, (b) => dot(a, b))),
  ...{ f0, y, examples: TRAIN },
};
const options = { tolerance: 1e-9, maxSteps: 20_000 };

/** ∂ℓ/∂f of each training example, written apart. */
const slopes = {
  'squared-error': (f: Float64Array) => f.map((x, i) => x - y[i]!),
  'cross-entropy': (f: Float64Array) =>
    f.map((x, i) => {
      const first = i - (i % K);
      let total = 0;
      for (let c = 0; c < K; c++) total += Math.exp(f[first + c]! - x);
      return 1 / total - y[i]!;
    }),
};
const losses = { 'squared-error': squaredError, 'cross-entropy': crossEntropy(K) };
const names = ['squared-error', 'cross-entropy'] as const;

/** Outputs at t of the flow of the weights δ of f₀ + Jδ, by RK4 at a fixed step: no kernel anywhere. */
function inWeights(name: (typeof names)[number], t: number, steps: number): Float64Array {
  const outputsAt = (delta: Float64Array) => f0.map((f, i) => f + dot(J[i]!, delta));
  const flow = (delta: Float64Array) => {
    const r = slopes[name](outputsAt(delta).subarray(0, N));
    const out = new Float64Array(P);
    for (let i = 0; i < N; i++) for (let p = 0; p < P; p++) out[p]! -= (J[i]![p]! * r[i]!) / TRAIN;
    return out;
  };
  const plus = (a: Float64Array, h: number, b: Float64Array) => a.map((x, p) => x + h * b[p]!);
  const h = t / steps;
  let delta: Float64Array = new Float64Array(P);
  for (let k = 0; k < steps; k++) {
    const k1 = flow(delta);
    const k2 = flow(plus(delta, h / 2, k1));
    const k3 = flow(plus(delta, h / 2, k2));
    const k4 = flow(plus(delta, h, k3));
    delta = delta.map((x, p) => x + (h / 6) * (k1[p]! + 2 * k2[p]! + 2 * k3[p]! + k4[p]!));
  }
  return outputsAt(delta);
}

const rmsAway = (a: Float64Array, b: Float64Array, first: number, last: number) =>
  Math.sqrt(
    a.slice(first, last).reduce((sum, x, i) => sum + (x - b[first + i]!) ** 2, 0) / (last - first),
  );

describe.each(names)('on an MLP linearised by the oracle, under %s', (name) => {
  const loss: OutputLoss = losses[name];
  const times = [0.5, 8];
  const truth = times.map((t) => inWeights(name, t, 60 * t + 20));

  test('outputs on other examples are those of the flow of its weights', () => {
    for (const [i, t] of times.entries()) {
      const { values, converged } = kernelPrediction(from, loss, t, options);
      expect(converged).toBe(true);
      expect(rmsAway(values, truth[i]!, 0, N)).toBeLessThan(3e-8);
      expect(rmsAway(values, truth[i]!, N, f0.length)).toBeLessThan(3e-8);
      // Not because nothing moved.
      expect(rmsAway(values, f0, N, f0.length)).toBeGreaterThan(0.03);
    }
  });

  test('its errors are bounds, at loose tolerances too', () => {
    for (const tolerance of [0.3, 1e-2, 1e-4, 1e-6]) {
      const found = kernelPrediction(from, loss, 8, { ...options, tolerance });
      expect(found.converged).toBe(true);
      const { training, others } = found.error;
      expect(rmsAway(found.values, truth[1]!, 0, N)).toBeLessThan(training + 3e-8);
      expect(rmsAway(found.values, truth[1]!, N, f0.length)).toBeLessThan(others + 3e-8);
    }
  });

  test('the loss and its slopes are those of the oracle', () => {
    const f = truth[1]!.slice(0, N);
    const own = loss.slopes(f, y);
    for (const [i, x] of slopes[name](f).entries()) expect(own[i]).toBeCloseTo(x, 14);
    const each = Array.from(labels, (label, i) => {
      const value = f.slice(i * K, (i + 1) * K);
      return exampleLosses[name]({ value, tangent: new Float64Array(K) }, label).loss;
    });
    const sum = each.reduce((a, b) => a + b, 0);
    expect(Math.abs(loss.sum(f, y) / sum - 1)).toBeLessThan(1e-13);
  });
});

test('stopped early, the bounds of the closed form hold on a slowly decaying spectrum', () => {
  const Theta = withSpectrum(
    Array.from({ length: 90 }, (_, i) => 10 * 0.93 ** i),
    rng(5),
  );
  const own = { rows: Theta, f0: rng(6).normals(90), y: rng(7).normals(60), examples: 2 };
  const exact = kernelPrediction(own, squaredError, 30, { ...options, tolerance: 1e-12 });
  for (const t of [3, 30])
    for (const tolerance of [0.5, 1e-2, 1e-4]) {
      const sharp = t === 30 ? exact : kernelPrediction(own, squaredError, t, options);
      const { values, error } = kernelPrediction(own, squaredError, t, { ...options, tolerance });
      const [training, others] = [
        rmsAway(values, sharp.values, 0, 60),
        rmsAway(values, sharp.values, 60, 90),
      ];
      for (const [away, bound] of [
        [training, error.training],
        [others, error.others],
      ] as const) {
        expect(away).toBeGreaterThan(1e-14);
        expect(away).toBeLessThan(bound);
        expect(bound).toBeLessThan(2 * tolerance);
      }
    }
});

test('a kernel of nothing but zeros leaves outputs where they are', () => {
  const rows = Array.from({ length: 3 }, () => new Float64Array(3));
  const own = { rows, f0: Float64Array.of(1, 2, 5), y: Float64Array.of(0, 0), examples: 2 };
  for (const loss of [squaredError, crossEntropy(2)]) {
    const { values, converged } = kernelPrediction(own, loss, 3, options);
    expect([...values]).toEqual([1, 2, 5]);
    expect(converged).toBe(true);
  }
});

test('outputs that the kernel does not reach stay, in finite and in infinite time', () => {
  const rows = [
    [2, 0, 1],
    [0, 0, 0],
    [1, 0, 3],
  ].map((row) => Float64Array.from(row));
  const own = { rows, f0: Float64Array.of(1, 1, 5), y: Float64Array.of(0, 0), examples: 2 };
  const [soon, late] = [1, 1e6].map((t) => kernelPrediction(own, squaredError, t, options));
  const [first, second, other] = soon!.values;
  expect([first, second]).toEqual([expect.closeTo(Math.exp(-1), 14), 1]);
  expect(other).toBeCloseTo(5 - (1 - Math.exp(-1)) / 2, 14);
  expect([...late!.values]).toEqual([expect.closeTo(0, 14), 1, expect.closeTo(4.5, 14)]);
  expect(late!.converged).toBe(true);
});

test('a kernel that is not finite gives NaN, and too few steps no error', () => {
  const rows = from.rows.map((row, i) => (i === 3 ? row.map(() => Number.NaN) : row));
  for (const name of names) {
    const found = kernelPrediction({ ...from, rows }, losses[name], 1, options);
    expect(found.values[0]).toBeNaN();
    expect(found.converged).toBe(false);
  }
  const short = kernelPrediction(from, crossEntropy(K), 8, { ...options, maxSteps: 2 });
  expect(short.converged).toBe(false);
  expect(short.error.others).toBeNaN();
  expect(() => kernelPrediction(from, squaredError, -1, options)).toThrow('invalid time');
});

test('the pair is of order 5, and its error follows the tolerance', () => {
  // y″ = −y: rotation, which keeps sizes.
  const f = (v: Float64Array) => Float64Array.of(v[1]!, -v[0]!);
  const size = (e: Float64Array) => Math.hypot(...e);
  const at = (tolerance: number) => {
    let slopes = 0;
    const counted = (v: Float64Array) => {
      slopes++;
      return f(v);
    };
    const options = { tolerance, maxSteps: 10_000, size };
    const { values, error } = dormandPrince(counted, Float64Array.of(1, 0), 10, options);
    const away = Math.hypot(values[0]! - Math.cos(10), values[1]! + Math.sin(10));
    return { away, error, slopes };
  };
  const [rough, fine] = [at(1e-5), at(1e-9)];
  for (const [{ away, error }, tolerance] of [
    [rough, 1e-5],
    [fine, 1e-9],
  ] as const) {
    expect(away).toBeLessThan(error);
    expect(error / tolerance).toBeLessThan(1);
    expect(error / tolerance).toBeGreaterThan(0.4);
  }
  // Error ∝ h⁵ over steps ∝ 1/h.
  const order = Math.log(rough.away / fine.away) / Math.log(fine.slopes / rough.slopes);
  expect(order).toBeGreaterThan(4.6);
  expect(order).toBeLessThan(5.6);
});

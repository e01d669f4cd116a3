import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { twoLayerLinear } from '../../../src/problems/toys/two-layer-linear.ts';
import { derivatives, dot, EXACT } from '../../support/derivatives-in-float64.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const product = (H: Float64Array, x: Float64Array) =>
  x.map((_, i) => x.reduce((total, xk, k) => total + H[i * x.length + k]! * xk, 0));
describe.each([
  ['diagonal', undefined],
  ['dense', [1, 2, -1]],
] as const)('a %s quadratic', (_, axis) => {
  const h = [3, 0.5, -0.2];
  const theta = Float64Array.of(0.3, -1.1, 0.7);

  test('has value ½θᵀHθ, gradient Hθ and Hessian H', () => {
    const q = quadratic(h, axis);
    const found = derivatives(q.objective, theta);
    q.dispose();
    const slope = product(q.hessian, theta);
    expect(Math.abs(found.value - dot(theta, slope) / 2)).toBeLessThan(EXACT);
    expect(relativeError(found.gradient, slope)).toBeLessThan(EXACT);
    expect(relativeError(found.hessian, q.hessian)).toBeLessThan(EXACT);
  });

  test('has the eigenvalues it was given', () => {
    const q = quadratic(h, axis);
    q.dispose();
    // Trace and Frobenius norm are the sums of the eigenvalues and of their squares.
    const trace = [0, 4, 8].reduce((total, i) => total + q.hessian[i]!, 0);
    expect(Math.abs(trace - 3.3)).toBeLessThan(EXACT);
    expect(Math.abs(dot(q.hessian, q.hessian) - 9.29)).toBeLessThan(EXACT);
  });

  test('descends by (I − ηH)ᵏ', () => {
    const q = quadratic(h, axis);
    q.dispose();
    let slow = theta;
    for (let k = 0; k < 7; k++) {
      const slope = product(q.hessian, slow);
      slow = slow.map((x, i) => x - 0.3 * slope[i]!);
    }
    expect(relativeError(q.descent(theta, 0.3, 7), slow)).toBeLessThan(EXACT);
  });

  test('flows as the limit of small descent steps', () => {
    const q = quadratic(h, axis);
    q.dispose();
    const flow = q.flow(theta, 1.5);
    const coarse = relativeError(q.descent(theta, 1.5 / 2 ** 12, 2 ** 12), flow);
    const fine = relativeError(q.descent(theta, 1.5 / 2 ** 13, 2 ** 13), flow);
    expect(fine).toBeLessThan(1e-3);
    // Euler's error is dt to first order: halving dt halves it, up to dt itself.
    expect(coarse / fine).toBeGreaterThan(1.99);
    expect(coarse / fine).toBeLessThan(2.01);
  });
});

test('a quadratic refuses an axis of another length, or zero', () => {
  expect(() => quadratic([1, 2], [1])).toThrow('invalid axis; not 2 numbers');
  expect(() => quadratic([1, 2], [0, 0])).toThrow('invalid axis');
});

describe('a two-layer linear network', () => {
  const m = 4;
  const draw = rng(2)
    .fork('weights')
    .normals(2 * m);
  const [u, v] = [draw.slice(0, m), draw.slice(m)];
  const net = twoLayerLinear(m, 1.5, 0.6);

  test('has loss ½(f − y)² and, for the kernel, the squared slope of f', () => {
    const { value, gradient } = derivatives(net.objective, draw);
    const { output, kernel } = net.state(u, v);
    const e = output - 0.6;
    expect(Math.abs(value - e ** 2 / 2)).toBeLessThan(EXACT);
    expect(Math.abs(dot(gradient, gradient) / (e ** 2 * kernel) - 1)).toBeLessThan(EXACT);
  });

  test('descends as its two numbers say', () => {
    const eta = 0.3;
    let theta = draw;
    let state = net.state(u, v);
    for (let k = 0; k < 5; k++) {
      const { gradient } = derivatives(net.objective, theta);
      theta = theta.map((t, i) => t - eta * gradient[i]!);
      state = net.descent(state, eta);
      const seen = net.state(theta.slice(0, m), theta.slice(m));
      expect(Math.abs(seen.output - state.output)).toBeLessThan(1e-12);
      expect(Math.abs(seen.kernel - state.kernel)).toBeLessThan(1e-12);
    }
  });

  test.each([
    ['converges without a rise', 1.5, false, true],
    ['catapults to a flatter minimum', 2.7, true, true],
    ['diverges', 5, true, false],
  ])('%s at ηλ₀ = %d', (_, product, rises, converges) => {
    const wide = twoLayerLinear(1000, 1, 0);
    const start = { output: 0.1, kernel: 1 };
    let state = start;
    let highest = 0;
    for (let k = 0; k < 400 && Math.abs(state.output) < 1e6; k++) {
      state = wide.descent(state, product);
      highest = Math.max(highest, Math.abs(state.output));
    }
    expect(highest > start.output).toBe(rises);
    expect(Math.abs(state.output) < 1e-3).toBe(converges);
    if (rises && converges) expect(state.kernel).toBeLessThan(2 / product);
  });
});

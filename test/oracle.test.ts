import { describe, expect, test } from 'vitest';
import { activations, parametrisations } from '../src/problems/networks/names.ts';
import { losses } from '../src/problems/supervised/loss-names.ts';
import { type OracleNetwork, oracle, parameterShapes } from './oracle/oracle.ts';
import { pseudoRandom } from './oracle/random.ts';

type Shape = Omit<OracleNetwork, 'activation' | 'parametrisation'>;

// The cnn meets an odd side (5 → 2) and two stages; the mlp has two hidden layers.
const shapes: readonly Shape[] = [
  { kind: 'linear', inputShape: [2, 2, 1], classes: 3 },
  { kind: 'mlp', inputShape: [1, 2, 2], hidden: [4, 3], classes: 3 },
  { kind: 'cnn', inputShape: [4, 5, 2], channels: [2, 2], classes: 3 },
];

const cases = shapes.flatMap((shape) =>
  activations.flatMap((activation) =>
    losses.flatMap((loss) =>
      parametrisations.map((parametrisation) => ({
        ...{ kind: shape.kind, activation, loss, parametrisation },
        net: { ...shape, activation, parametrisation } satisfies OracleNetwork,
      })),
    ),
  ),
);

// Skips, layer normalisation, and strides at an odd side and an even one.
const further = [
  { kind: 'mlp', inputShape: [1, 2, 2], hidden: [3, 3, 3], classes: 3, residual: true },
  { kind: 'mlp', inputShape: [1, 2, 2], hidden: [4, 3], classes: 3, normalisation: 'layer' },
  {
    ...{ kind: 'mlp', inputShape: [1, 2, 2], hidden: [3, 3], classes: 3 },
    ...{ residual: true, normalisation: 'layer' },
  },
  { kind: 'cnn', inputShape: [4, 5, 1], channels: [2, 2], classes: 3, stride: 2 },
] as const satisfies readonly Shape[];
const furtherCases = further.flatMap((shape) =>
  losses.map((loss) => {
    const own = { activation: 'tanh', parametrisation: 'standard' } as const;
    const net: OracleNetwork = { ...shape, ...own };
    return { ...own, kind: JSON.stringify(shape), loss, net };
  }),
);

const eps = 1e-5;
// Central differences: truncation ε²/6 · |third derivative| ~ 1e-10, rounding 1e-16/ε ~ 1e-11; the
// numbers compared are of size 1e-2 to 1e1.
const bound = 1e-8;
// Layer normalisation divides by the deviation of three or four numbers: its third derivatives are ten times as large.
const normedBound = 1e-7;

describe.each([...cases, ...furtherCases])(
  '$kind, $activation, $loss, $parametrisation',
  ({ net, loss }) => {
    const P = parameterShapes(net).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0);
    const n = 4;
    const tolerance = net.normalisation === undefined ? bound : normedBound;
    const [h, w, c] = net.inputShape;
    const theta = pseudoRandom(P, 1, 3);
    const x = pseudoRandom(n * h * w * c, 2, 5);
    const labels = Int32Array.of(0, 2, 1, 2);
    const at = (point: Float64Array) => oracle(net, loss, point, x, labels);
    const moved = (i: number, by: number) =>
      theta.map((value, j) => (j === i ? value + by : value));
    const { gradient, hvp } = at(theta);
    const hessian = Array.from(theta, (_, i) => hvp(theta.map((_, j) => (j === i ? 1 : 0))));

    test('the gradient is the central difference of the loss, and the Hessian of the gradient', () => {
      let gradientError = 0;
      let hessianError = 0;
      for (let i = 0; i < P; i += 1) {
        const [minus, plus] = [at(moved(i, -eps)), at(moved(i, eps))];
        const slope = (plus.loss - minus.loss) / (2 * eps);
        gradientError = Math.max(gradientError, Math.abs(slope - gradient[i]!));
        for (let j = 0; j < P; j += 1) {
          const curvature = (plus.gradient[j]! - minus.gradient[j]!) / (2 * eps);
          hessianError = Math.max(hessianError, Math.abs(curvature - hessian[i]![j]!));
        }
      }
      expect(gradientError).toBeLessThan(tolerance);
      expect(hessianError).toBeLessThan(tolerance);
      // Without this, a network of dead units would pass with nothing compared.
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(1e-3);
    });

    test('the Hessian is symmetric and linear in the vector', () => {
      const v = pseudoRandom(P, 1, 11);
      const scale = Math.max(...hessian.map((row) => Math.max(...row.map(Math.abs))));
      const Hv = hvp(v);
      for (let i = 0; i < P; i += 1) {
        const sum = hessian[i]!.reduce((total, entry, j) => total + entry * v[j]!, 0);
        // Sums of P ≤ 100 terms of size `scale`: rounding below 100 · 1e-16 · scale.
        expect(Math.abs(Hv[i]! - sum)).toBeLessThan(1e-13 * scale);
        for (let j = 0; j < i; j += 1)
          expect(Math.abs(hessian[i]![j]! - hessian[j]![i]!)).toBeLessThan(1e-13 * scale);
      }
    });
  },
);

describe('arguments', () => {
  const net: OracleNetwork = {
    ...{ kind: 'linear', inputShape: [1, 2, 1], classes: 2 },
    ...{ activation: 'identity', parametrisation: 'standard' },
  };
  const call = (P: number, d: number, labels: number[]) =>
    oracle(net, 'squared-error', new Float64Array(P), new Float64Array(d), Int32Array.from(labels));

  test('an array of the wrong length throws', () => {
    expect(() => call(5, 2, [0])).toThrow('invalid theta; 6 values needed: 5');
    expect(() => call(6, 3, [0])).toThrow('invalid x; 2 values needed: 3');
    expect(() => call(6, 2, [0]).hvp(new Float64Array(7))).toThrow('invalid v; 6 values needed: 7');
  });

  test('theta may be moved in place between the answer and its HVPs', () => {
    const theta = pseudoRandom(6, 1, 1);
    const x = Float64Array.of(1, 2);
    const { hvp } = oracle(net, 'cross-entropy', theta, x, Int32Array.of(0));
    const v = pseudoRandom(6, 1, 2);
    const before = hvp(v);
    theta.fill(3);
    expect(hvp(v)).toEqual(before);
  });

  test('a label outside the classes, or no label, throws', () => {
    expect(() => call(6, 2, [2])).toThrow('invalid label; not in 0 … 1: 2');
    expect(() => call(6, 2, [-1])).toThrow('invalid label; not in 0 … 1: -1');
    expect(() => call(6, 0, [])).toThrow('invalid labels; 1 or more needed: 0');
  });
});

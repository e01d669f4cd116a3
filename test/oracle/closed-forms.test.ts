import { describe, expect, test } from 'vitest';
import { type OracleNetwork, oracle, parameterShapes } from './oracle.ts';
import { pseudoRandom } from './random.ts';

const basis = (P: number, i: number) => Float64Array.from({ length: P }, (_, j) => +(i === j));

describe('a linear network against its closed forms', () => {
  const [d, classes, n, P] = [4, 3, 5, 15];
  const net: OracleNetwork = {
    ...{ kind: 'linear', inputShape: [2, 2, 1], classes },
    ...{ activation: 'identity', parametrisation: 'standard' },
  };
  const theta = pseudoRandom(P, 1, 1);
  const x = pseudoRandom(n * d, 2, 2);
  const labels = Int32Array.of(0, 1, 2, 2, 1);

  // X̃ [n, d + 1] is X with a column of ones, so W with b below it is θ as it lies: row a, class k
  // is θ[a · classes + k].
  const X = Array.from(labels, (_, i) => [...x.slice(i * d, (i + 1) * d), 1]);
  const F = X.map((row) =>
    Array.from({ length: classes }, (_, k) =>
      row.reduce((sum, value, a) => sum + value * theta[a * classes + k]!, 0),
    ),
  );

  test('squared error: loss ‖F − Y‖²/2n, gradient X̃ᵀ(F − Y)/n, Hessian X̃ᵀX̃/n ⊗ I', () => {
    const { loss, gradient, hvp } = oracle(net, 'squared-error', theta, x, labels);
    const R = F.map((row, i) => row.map((f, k) => f - +(k === labels[i])));
    const expected = R.flat().reduce((sum, r) => sum + r * r, 0) / (2 * n);
    expect(Math.abs(loss - expected)).toBeLessThan(1e-14 * expected);
    for (let p = 0; p < P; p += 1) {
      const [a, k] = [Math.floor(p / classes), p % classes];
      const slope = X.reduce((sum, row, i) => sum + (row[a]! * R[i]![k]!) / n, 0);
      expect(Math.abs(gradient[p]! - slope)).toBeLessThan(1e-14);
      hvp(basis(P, p)).forEach((entry, q) => {
        const [b, l] = [Math.floor(q / classes), q % classes];
        const gram = X.reduce((sum, row) => sum + (row[a]! * row[b]!) / n, 0);
        expect(Math.abs(entry - (k === l ? gram : 0))).toBeLessThan(1e-14);
      });
    }
  });

  test('cross-entropy: Hessian (1/n) Σᵢ x̃ᵢx̃ᵢᵀ ⊗ (diag pᵢ − pᵢpᵢᵀ)', () => {
    const { loss, hvp } = oracle(net, 'cross-entropy', theta, x, labels);
    const totals = F.map((row) => row.reduce((sum, f) => sum + Math.exp(f), 0));
    const p = F.map((row, i) => row.map((f) => Math.exp(f) / totals[i]!));
    const expected = p.reduce((sum, row, i) => sum - Math.log(row[labels[i]!]!) / n, 0);
    expect(Math.abs(loss - expected)).toBeLessThan(1e-14);
    for (let j = 0; j < P; j += 1)
      hvp(basis(P, j)).forEach((entry, q) => {
        const [a, k, b, l] = [Math.floor(j / classes), j % classes, Math.floor(q / classes), q % 3];
        const curvature = X.reduce((sum, row, i) => {
          const s = p[i]![k]! * (+(k === l) - p[i]![l]!);
          return sum + (row[a]! * row[b]! * s) / n;
        }, 0);
        expect(Math.abs(entry - curvature)).toBeLessThan(1e-14);
      });
  });

  test('cross-entropy is finite and exact for logits of size 1000', () => {
    const far = Float64Array.from({ length: P }, (_, i) => (i === P - 1 ? 1000 : 0));
    const { loss, gradient } = oracle(net, 'cross-entropy', far, x, Int32Array.of(0, 2, 2, 2, 2));
    expect(loss).toBeCloseTo(200, 10);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

describe('an mlp against its formula', () => {
  test('f = w₂ tanh(w₁x + b₁) + b₂, parameters in the order W₁ b₁ W₂ b₂', () => {
    const net: OracleNetwork = {
      ...{ kind: 'mlp', inputShape: [1, 1, 1], hidden: [1], classes: 1 },
      ...{ activation: 'tanh', parametrisation: 'standard' },
    };
    const theta = Float64Array.of(0.7, -0.2, 1.3, 0.4);
    const { loss } = oracle(net, 'squared-error', theta, Float64Array.of(1.5), Int32Array.of(0));
    const f = 1.3 * Math.tanh(0.7 * 1.5 - 0.2) + 0.4;
    expect(Math.abs(loss - (f - 1) ** 2 / 2)).toBeLessThan(1e-15);
  });

  test('in mean-field form f = Σ w₂ⱼ tanh(w₁ⱼx/√1 + b₁ⱼ)/m + b₂/√m', () => {
    const net: OracleNetwork = {
      ...{ kind: 'mlp', inputShape: [1, 1, 1], hidden: [2], classes: 1 },
      ...{ activation: 'tanh', parametrisation: 'mean-field' },
    };
    const theta = Float64Array.of(0.7, -0.3, -0.2, 0.1, 1.3, 0.6, 0.4);
    const { loss } = oracle(net, 'squared-error', theta, Float64Array.of(1.5), Int32Array.of(0));
    const units = 1.3 * Math.tanh(0.7 * 1.5 - 0.2) + 0.6 * Math.tanh(-0.3 * 1.5 + 0.1);
    const f = units / 2 + 0.4 / Math.SQRT2;
    expect(Math.abs(loss - (f - 1) ** 2 / 2)).toBeLessThan(1e-15);
  });
});

describe('parameters', () => {
  const shared = { inputShape: [5, 4, 2], activation: 'gelu', classes: 3 } as const;
  const nets = [
    { ...shared, kind: 'linear', shapes: [[40, 3], [3]] },
    { ...shared, kind: 'mlp', hidden: [7, 6], shapes: [[40, 7], [7], [7, 6], [6], [6, 3], [3]] },
    // 5×4 pools to 2×2, then to 1×1.
    { ...shared, kind: 'cnn', channels: [4, 5], shapes: [[18, 4], [4], [36, 5], [5], [5, 3], [3]] },
  ] as const;

  test.each(nets)('a $kind has weights [fan-in, out] and biases [out]', ({ shapes, ...net }) => {
    expect(parameterShapes({ ...net, parametrisation: 'ntk' })).toEqual(shapes);
  });

  test.each(nets)('ntk is standard with every W divided by √rows: $kind', ({ shapes, ...net }) => {
    // Equal functions at rescaled weights, so ∂L/∂W is divided by the same factor (chain rule).
    const factors = Float64Array.from(
      shapes.flatMap(([rows, columns]) =>
        columns ? Array(rows * columns).fill(1 / Math.sqrt(rows)) : Array(rows).fill(1),
      ),
    );
    const theta = pseudoRandom(factors.length, 2, 4);
    const [x, labels] = [pseudoRandom(80, 1, 6), Int32Array.of(0, 2)];
    const at = (parametrisation: 'ntk' | 'standard', point: Float64Array) =>
      oracle({ ...net, parametrisation }, 'cross-entropy', point, x, labels);
    const ntk = at('ntk', theta);
    const standard = at(
      'standard',
      theta.map((value, i) => value * factors[i]!),
    );
    expect(Math.abs(ntk.loss - standard.loss)).toBeLessThan(1e-14);
    ntk.gradient.forEach((g, i) => {
      expect(Math.abs(g - standard.gradient[i]! * factors[i]!)).toBeLessThan(1e-14);
    });
  });
});

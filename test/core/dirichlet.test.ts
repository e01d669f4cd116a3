import { expect, test } from 'vitest';
import { dirichlet } from '../../src/core/dirichlet.ts';
import { rng } from '../../src/core/random.ts';
import { expectUniform } from '../support/chi-square.ts';

const draws = 20_000;
const many = (alpha: readonly number[]): Float64Array[] =>
  Array.from({ length: draws }, (_, i) => dirichlet(alpha, rng(5).fork('draw', i)));

test.each([[[0.3, 2, 1]], [[0.05, 0.1, 0.2]], [[7, 30, 13]]])(
  'Dir(%j) has mean αᵢ/α₀ and variance of its closed form',
  (alpha) => {
    const total = alpha.reduce((a, b) => a + b, 0);
    const q = many(alpha);
    for (const [i, a] of alpha.entries()) {
      const m = a / total;
      const variance = (m * (1 - m)) / (total + 1);
      const x = q.map((draw) => draw[i]!);
      const mean = x.reduce((s, xi) => s + xi, 0) / draws;
      const found = x.reduce((s, xi) => s + (xi - m) ** 2, 0) / draws;
      expect(Math.abs(mean - m)).toBeLessThan(5 * Math.sqrt(variance / draws));
      // The standard error of a variance, from the fourth moment of the draws themselves.
      const fourth = x.reduce((s, xi) => s + (xi - m) ** 4, 0) / draws;
      expect(Math.abs(found - variance)).toBeLessThan(5 * Math.sqrt((fourth - found ** 2) / draws));
    }
    for (const draw of q) expect(Math.abs(draw.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12);
  },
);

test('Dir(a, 1) is of density a qᵃ⁻¹: its qᵃ is uniform', () => {
  for (const a of [0.2, 3]) {
    const counts = new Array<number>(20).fill(0);
    for (const [q] of many([a, 1])) counts[Math.min(19, Math.floor(20 * q! ** a))]!++;
    expectUniform(counts);
  }
});

test('a small α gives one component all, and no NaN', () => {
  const q = many([1e-4, 1e-4]).slice(0, 1000);
  expect(q.filter((draw) => Math.max(...draw) > 0.999).length).toBeGreaterThan(990);
  expect(() => dirichlet([1, 0], rng(1))).toThrow('invalid alpha; not in (0, ∞): 0');
});

import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { blocks, rowsOf } from '../../../src/dynamics/central/blocks.ts';
import { leadingPairs } from '../../../src/dynamics/central/leading-pairs.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile, type Precision } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { matMul, mul } from '../../../src/engine/tensors/operations.ts';
import { type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const P = 300;
/** A reflection, so that eigenvectors are not unit vectors: I − 2aaᵀ. */
const a = (() => {
  const v = rng(9).normals(P);
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
})();
const reflection = Float64Array.from({ length: P * P }, (_, at) => {
  const [i, j] = [Math.floor(at / P), at % P];
  return Number(i === j) - 2 * a[i]! * a[j]!;
});

/** Searches operators with these spectra one after another, each from what was found of the one before. */
function followed(spectra: readonly Float64Array[], precision: Precision, most = 40) {
  const ops = blocks(precision);
  const turn = tensor(reflection, [P, P]);
  const apply = compile(([V, y, Q]) => [matMul(mul(matMul(V!, Q!), y!), Q!)], precision);
  let start: Tensor | undefined;
  const found = spectra.map((spectrum, k) => {
    const y = tensor(spectrum, [1, P]);
    const derivatives = {
      products: (V: Tensor) => apply([V, y, turn])[0]!,
      formGradients: (V: Tensor) => V,
      dispose() {},
    };
    const search = { dim: P, above: 0.9, from: 0.975, most, random: rng(3).fork('step', k) };
    const { values, block, products } = leadingPairs(derivatives, ops, {
      ...search,
      ...(start && { start }),
    });
    dispose([y, ...(start ? [start] : [])]);
    start = block;
    return { values, rows: rowsOf(block), products };
  });
  dispose([turn, ...(start ? [start] : [])]);
  apply.dispose();
  ops.dispose();
  return found;
}

const bulk = Float64Array.from({ length: P }, (_, i) => -0.1 + (0.6 * i) / P);
const descending = (y: Float64Array) => [...y].sort((p, q) => q - p);

test.each(['single', 'double'] as const)(
  'all above and one more, warm for a product a row, %s',
  (precision) => {
    const y = bulk.slice();
    y.set([1.2, 1.0001, 1, 0.95, 0.91, 0.8]);
    const truth = descending(y);
    const [cold, ...warm] = followed([y, y, y, y], precision);
    for (const { values, rows } of [cold!, ...warm]) {
      expect(values).toHaveLength(6);
      for (const [i, value] of values.entries())
        expectNear(value, truth[i]!, { rtol: i < 3 ? 1e-5 : 1e-3 });
      for (const [i, r] of rows.slice(0, 6).entries())
        for (const [j, q] of rows.slice(0, 6).entries())
          expectNear(
            r.reduce((sum, x, p) => sum + x * q[p]!, 0),
            Number(i === j),
            { atol: 1e-5 },
          );
    }
    for (const { products } of warm) expect(products).toBeLessThanOrEqual(8);
    expect(cold!.products).toBeGreaterThan(20);
  },
);

test('a turn of eigenvectors between steps is followed', () => {
  const y = bulk.slice();
  y.set([1.1, 1.05, 1, 0.5]);
  // The pair of 1.1 goes to another eigenvector, and that of 0.5 comes up.
  const z = bulk.slice();
  z.set([0.4, 1.05, 1, 1.02]);
  const [, second] = followed([y, z], 'double');
  expect(second!.values.slice(0, 3)).toHaveLength(3);
  for (const [i, value] of descending(z).slice(0, 3).entries())
    expectNear(second!.values[i]!, value, { rtol: 1e-5 });
});

test('eigenvalues that come up from below, past others that are followed, are found before the edge', () => {
  // Twelve rise, the lower the faster, past two that stand still just below where all are looked for.
  const steps = 250;
  const spectra = Array.from({ length: steps }, (_, t) => {
    const y = bulk.slice();
    y.set([0.89, 0.85], 12);
    for (let i = 0; i < 12; i++) y[i] = 0.7 - 0.04 * i + (0.0015 + 0.00025 * i) * t;
    return y;
  });
  const found = followed(spectra, 'single');
  let held = 0;
  for (const [t, { values }] of found.entries()) {
    const near = descending(spectra[t]!).filter((x) => x > 0.975);
    expect(values.filter((x) => x > 0.975 - 1e-5).length, `step ${t}`).toBeGreaterThanOrEqual(
      near.length,
    );
    for (const [i, x] of near.entries()) expectNear(values[i]!, x, { rtol: 1e-5 });
    held = Math.max(held, near.length);
  }
  expect(held).toBe(12);
});

test('no more than are asked for, and NaN where a product is not finite', () => {
  const y = bulk.slice();
  y.set([1.5, 1.4, 1.3, 1.2, 1.1]);
  for (const { values } of followed([y, y], 'double', 3)) expect(values).toHaveLength(3);
  const bad = y.map(() => Number.NaN);
  const [, second] = followed([y, bad], 'double');
  expect(second!.values[0]).toBeNaN();
});

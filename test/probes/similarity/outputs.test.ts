import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { classAgreement, outputDistance } from '../../../src/probes/similarity/outputs.ts';
import { layerDistances, weightDistance } from '../../../src/probes/similarity/weights.ts';
import { expectNear } from '../../support/expect-near.ts';

test('the distance of two functions is the root of the mean square, with the error of the mean carried over', () => {
  const [f, g] = [
    [1, 2, 3, 4, 0, 0],
    [1, 0, 0, 0, 0, 1],
  ];
  // Squared distances 4, 25 and 1: mean 10, variance of the mean 171/3.
  const { value, stderr } = outputDistance(f!, g!, 3);
  expectNear(value, Math.sqrt(10), { rtol: 1e-14 });
  expectNear(stderr, Math.sqrt(171 / 3) / (2 * Math.sqrt(10)), { rtol: 1e-14 });
  expect(outputDistance(f!, f!, 3)).toMatchObject({ value: 0, stderr: 0, converged: true });
});

test('its interval covers √E‖f − g‖² in 90 to 99 % of 200 seeds', () => {
  let covered = 0;
  const [n, k, s] = [150, 4, 0.6];
  for (let seed = 0; seed < 200; seed++) {
    const f = rng(seed)
      .fork('f')
      .normals(n * k);
    const g = rng(seed)
      .fork('g')
      .normals(n * k);
    const moved = f.map((v, i) => v + s * g[i]!);
    const [low, high] = outputDistance(f, moved, n).interval!;
    if (low <= s * 2 && s * 2 <= high) covered++;
  }
  expect([covered >= 180, covered <= 198], `${covered} of 200`).toEqual([true, true]);
});

test('the interval of the agreement of classes covers a known share in 90 to 99 % of 200 seeds', () => {
  let covered = 0;
  for (let seed = 0; seed < 200; seed++) {
    // g names the other of two classes in a tenth of the examples.
    const u = rng(seed).fork('u').uniforms(120);
    const f = Array.from(u, () => [1, 0]).flat();
    const g = Array.from(u, (ui) => (ui < 0.1 ? [0, 1] : [1, 0])).flat();
    const [low, high] = classAgreement(f, g, 120).interval!;
    if (low <= 0.9 && 0.9 <= high) covered++;
  }
  expect([covered >= 180, covered <= 198], `${covered} of 200`).toEqual([true, true]);
});

test('outputs that are not those of so many examples are refused', () => {
  expect(() => outputDistance([1, 2, 3], [1, 2, 3], 2)).toThrow(
    '3 and 3 values are not those of 2',
  );
  expect(() => classAgreement([1, 2], [1, 2, 3, 4], 2)).toThrow(RangeError);
});

test('weights: distance, norms and cosine, of all and of each layer', () => {
  const a = Float64Array.of(3, 0, 4, 1, 0, 0, 2);
  const b = Float64Array.of(0, 3, 4, 1, 0, 2, 0);
  const all = weightDistance(a, b);
  expectNear(all.distance, Math.sqrt(9 + 9 + 4 + 4), { rtol: 1e-15 });
  expectNear(all.cosine, 17 / 30, { rtol: 1e-15 });
  expect(weightDistance(a, a)).toMatchObject({ distance: 0, cosine: 1 });
  // W₁ [1, 2] with b₁ [2], W₂ [2, 1] with b₂ [1].
  const [first, second, ...more] = layerDistances(a, b, [[1, 2], [2], [2, 1], [1]]);
  expect(more).toEqual([]);
  expectNear(first!.distance, Math.sqrt(18), { rtol: 1e-15 });
  expectNear(first!.cosine, 17 / 26, { rtol: 1e-15 });
  expect(second).toEqual({ distance: Math.sqrt(8), norms: [2, 2], cosine: 0 });
});

import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { filterNormalised } from '../../../src/probes/landscape/filter-normalised.ts';
import { expectNear } from '../../support/expect-near.ts';
import { offsets } from '../../support/rescaled-network.ts';

const shapes = [[5, 3], [3], [2, 2, 4], [4]];
const ends = offsets(shapes);
const theta = rng(1).normals(ends.at(-1)!);
// A neuron without weights has no direction of its own.
for (let i = 0; i < 5; i++) theta[3 * i + 1] = 0;

describe('a filter-normalised direction', () => {
  const d = filterNormalised(theta, shapes, rng(2));

  test('has the norm of the weights in every filter', () => {
    for (const [l, filters] of [
      [0, 3],
      [2, 4],
    ] as const)
      for (let j = 0; j < filters; j++) {
        const column = (v: Float64Array) =>
          Math.hypot(...v.subarray(ends[l], ends[l + 1]).filter((_, i) => i % filters === j));
        expectNear(column(d), column(theta), { rtol: 1e-12 });
      }
  });

  test('leaves biases still', () => {
    for (const l of [1, 3])
      expect([...d.subarray(ends[l], ends[l + 1])].every((x) => x === 0)).toBe(true);
  });

  test('is random within a filter: uniform on the sphere, so its mean is 0', () => {
    const n = 4000;
    const sum = new Float64Array(5);
    let squares = 0;
    for (let seed = 0; seed < n; seed++) {
      const one = filterNormalised(theta, shapes, rng(seed));
      for (let i = 0; i < 5; i++) sum[i]! += one[3 * i]!;
      squares += one[0]! ** 2;
    }
    const norm = Math.hypot(...Array.from({ length: 5 }, (_, i) => theta[3 * i]!));
    // Each coordinate of a uniform point on a sphere in ℝ⁵ has variance ‖θ_j‖²/5.
    expectNear(squares / n, norm ** 2 / 5, { rtol: 0.1 });
    for (const s of sum) expect(Math.abs(s / n)).toBeLessThan((4 * norm) / Math.sqrt(5 * n));
  });

  test('is the same from the same seed, another from another', () => {
    expect(filterNormalised(theta, shapes, rng(2))).toEqual(d);
    expect(filterNormalised(theta, shapes, rng(3))).not.toEqual(d);
  });
});

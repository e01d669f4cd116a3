import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { boltzmannDensity } from '../../../src/probes/walkers/boltzmann.ts';
import { lawOfSteps } from '../../../src/probes/walkers/step-law.ts';
import { parabola } from '../../../src/problems/toys/potential.ts';
import { doubleWell } from '../../../src/problems/toys/wells.ts';
import { expectNear } from '../../support/expect-near.ts';

const normal = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

test.each([
  [1, 0.01, 0.05],
  [4, 0.05, 0.3],
  [1, 1.2, 1],
  [1, 1.9, 0.2],
])(
  'of U = %d x²/2 it is normal with variance s²/(hτ(2 − hτ)) at τ = %d, s = %d',
  (h, length, spread) => {
    const law = lawOfSteps(parabola(h), { length, spread })!;
    const sd = spread / Math.sqrt(h * length * (2 - h * length));
    for (let z = -4; z <= 4; z += 0.25)
      expectNear(law.density(z * sd) * sd, normal(z), { atol: 1e-9 });
    expectNear(law.below(0), 0.5, { atol: 1e-9 });
    expect(law.below(20 * sd)).toBeCloseTo(1, 9);
  },
);

test('steps that are unstable, and wells that throw walkers out, have none', () => {
  expect(lawOfSteps(parabola(1), { length: 2.1, spread: 1 })).toBeUndefined();
  const [T, length] = [0.6, 0.08];
  const spread = Math.sqrt(2 * T * length);
  expect(lawOfSteps(doubleWell(1, 1), { length, spread })).toBeUndefined();
});

test('in a double well it tends to exp(−U/T) in proportion to τ', () => {
  const [U, T] = [doubleWell(1, 1), 0.4];
  const off = [0.01, 0.005].map((length) => {
    const law = lawOfSteps(U, { length, spread: Math.sqrt(2 * T * length) })!;
    return law.density(1) - boltzmannDensity(U, T)(1);
  });
  expectNear(off[0]! / off[1]!, 2, { rtol: 0.05 });
});

test('walkers in a double well that take such steps are where it says', () => {
  const [U, T, length] = [doubleWell(1, 1), 0.4, 0.05];
  const spread = Math.sqrt(2 * T * length);
  const law = lawOfSteps(U, { length, spread })!;
  const random = rng(3);
  const walkers = 4000;
  const x = random.normals(walkers).map((z) => Math.sign(z));
  for (let k = 0; k < 1500; k++) {
    const xi = random.normals(walkers);
    for (let j = 0; j < walkers; j++)
      x[j]! += -length * 4 * x[j]! * (x[j]! ** 2 - 1) + spread * xi[j]!;
  }
  for (const edge of [-1.2, -0.8, 0.4, 0.9, 1.3]) {
    const p = law.below(edge);
    const share = x.filter((one) => one < edge).length / walkers;
    expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / walkers));
  }
  // And exp(−U/T) is not where they are.
  const far = x.filter((one) => Math.abs(one) > 1.35).length / walkers;
  const density = boltzmannDensity(U, T);
  let told = 0;
  for (let at = 1.35; at < 4; at += 1e-3) told += 2e-3 * density(at + 5e-4);
  expect(far / told).toBeGreaterThan(1.3);
});

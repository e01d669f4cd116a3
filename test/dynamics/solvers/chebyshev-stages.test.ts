import { describe, expect, test } from 'vitest';
import { chebyshevStages, stagesFor } from '../../../src/dynamics/solvers/chebyshev-stages.ts';

/** R(z) = y_s for θ' = (z/dt) θ from θ = 1: the recurrence on numbers instead of weights. */
function stability(s: number, z: number): number {
  const { first, stages } = chebyshevStages(s);
  let [before, previous] = [1, 1 + first * z];
  for (const w of stages) {
    const next =
      w.theta +
      w.previous * previous +
      w.beforePrevious * before +
      z * (w.drift * previous + w.drift0);
    [before, previous] = [previous, next];
  }
  return previous;
}

const stageCounts = Array.from({ length: 29 }, (_, i) => i + 2);

/** Length of the stability interval, β(s) = ⅔(s² − 1)(1 − 2ε/15) with ε = 2/13. */
const beta = (s: number) => (2 / 3) * (s ** 2 - 1) * (1 - (2 / 15) * (2 / 13));

describe('the stability polynomial of the Chebyshev method', () => {
  test.each(stageCounts)('is 1 + z + z²/2 + O(z³) with %d stages', (s) => {
    // The cubic coefficient is below 1/6, so that |R − (1 + z + z²/2)| < |z|³/6 up to 3 % and round-off.
    for (const z of [1e-1, 1e-2, -1e-2, -1e-1]) {
      const rest = stability(s, z) - (1 + z + z ** 2 / 2);
      expect(Math.abs(rest)).toBeLessThan(1.03 * (Math.abs(z) ** 3 / 6) + 1e-13);
    }
  });

  test.each(stageCounts)('stays within 1 on [−β, 0] with %d stages', (s) => {
    for (let i = 0; i <= 2000; i++) {
      const z = (-beta(s) * i) / 2000;
      expect(Math.abs(stability(s, z))).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  test.each(stageCounts.filter((s) => s > 2))(
    'is damped to 1 − ε/3 between the ends of the interval with %d stages',
    (s) => {
      // RKC §2: |R| ≤ 1 − ε/3 + O(ε²) away from zero; the oscillation ends at the last extremum.
      for (let i = 1; i <= 500; i++) {
        const z = -beta(s) * (0.3 + (0.68 * i) / 500);
        expect(Math.abs(stability(s, z))).toBeLessThan(0.96);
      }
    },
  );

  test.each(stageCounts)('leaves 1 beyond 1.5 β with %d stages', (s) => {
    expect(Math.abs(stability(s, -1.5 * beta(s)))).toBeGreaterThan(1);
  });
});

describe('stagesFor', () => {
  test.each([1e-3, 0.5, 3, 10, 50, 333.3, 1e4])('is the least that makes dt ρ = %d stable', (z) => {
    const s = stagesFor(0.5, z / 0.5);
    expect(beta(s)).toBeGreaterThanOrEqual(z);
    if (s > 2) expect(beta(s - 1)).toBeLessThan(z);
  });

  test('is at least 2', () => {
    expect(stagesFor(1, 0)).toBe(2);
  });
});

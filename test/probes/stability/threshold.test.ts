import { describe, expect, test } from 'vitest';
import { threshold } from '../../../src/probes/stability/threshold.ts';
import { expectNear } from '../../support/expect-near.ts';

/** GD on ½ Σ λᵢ θᵢ² is stable iff |1 − ηλ| ≤ 1 for every λ, that is η ≤ 2/λ_max. */
const quadratic = (...lambdas: readonly number[]) => {
  const etas: number[] = [];
  const trains = (eta: number) => {
    etas.push(eta);
    return { stable: lambdas.every((l) => Math.abs(1 - eta * l) <= 1), gradients: 10 };
  };
  return { trains, etas };
};

const powers = Array.from({ length: 17 }, (_, i) => i - 8);

describe('the threshold of a quadratic', () => {
  test.each(powers)('brackets 2/λ to the requested width from a guess off by 2^%d', (power) => {
    const edge = 2 / 7.3;
    for (const width of [0.3, 0.05, 0.01]) {
      const { trains, etas } = quadratic(7.3, 3, 0.1);
      // The factor 1.1 keeps the guesses off the edge itself.
      const found = threshold(trains, { guess: 1.1 * edge * 2 ** power, width });
      const [low, high] = found.interval!;
      expect(found.converged).toBe(true);
      expect(low).toBeLessThanOrEqual(edge);
      expect(high).toBeGreaterThan(edge);
      expect(high / low).toBeLessThanOrEqual(1 + width);
      expectNear(found.value, edge, { rtol: width });
      expect(found.value).toBe(Math.sqrt(low * high));
      expect(found.stderr).toBe((high - low) / 2);
      expect(found.cost.gradients).toBe(10 * etas.length);
      expect(found.cost.hvps).toBe(0);
    }
  });

  test('begins at the guess, and ends with rates that were tried', () => {
    const { trains, etas } = quadratic(1);
    const { interval } = threshold(trains, { guess: 0.3, width: 0.05 });
    expect(etas[0]).toBe(0.3);
    expect(etas).toContain(interval![0]);
    expect(etas).toContain(interval![1]);
  });

  test('adds up the gradients of every trial, stable or not', () => {
    const spent = [5, 7, 11, 13, 17, 19];
    let k = 0;
    const trains = (eta: number) => ({ stable: eta <= 2, gradients: spent[k++]! });
    const { cost } = threshold(trains, { guess: 1, width: 1e-9, maxTrials: 6 });
    expect(cost.gradients).toBe(72);
  });

  test('takes 1 + log₂(ln 2 / ln 1.01) trials after the doubling', () => {
    const { trains, etas } = quadratic(1);
    threshold(trains, { guess: 1.5, width: 0.01 });
    // 1.5 and 3, then ⌈6.12⌉ halvings of ln 2.
    expect(etas.length).toBe(2 + 7);
  });

  test.each([-10, 10])('has trials enough for a guess off by 2^%d to 1 %', (power) => {
    const { trains } = quadratic(1);
    const found = threshold(trains, { guess: 1.9 * 2 ** power, width: 0.01 });
    expect(found.converged).toBe(true);
  });
});

/** Stable below an edge and not above, undecided within a share of it. */
const blurred = (edge: number, share: number) => {
  const etas: number[] = [];
  const trains = (eta: number) => {
    etas.push(eta);
    const off = eta / edge - 1;
    return { stable: off < -share, undecided: Math.abs(off) <= share, gradients: 1 };
  };
  return { trains, etas };
};

describe('a trial that is undecided', () => {
  test.each([0.3, 0.05, 0.01])('at the edge itself is bracketed at once, to %d', (width) => {
    const { trains, etas } = blurred(0.7, 1e-6);
    const found = threshold(trains, { guess: 0.7, width });
    expect(found.converged).toBe(true);
    const [low, high] = found.interval!;
    expect(low).toBeLessThan(0.7);
    expect(high).toBeGreaterThan(0.7);
    expect(high / low).toBeLessThanOrEqual(1 + width);
    expect(etas).toHaveLength(3);
  });

  test.each(powers)('is no end of a bracket, from a guess off by 2^%d', (power) => {
    const { trains } = blurred(1, 0.01);
    const found = threshold(trains, { guess: 1.003 * 2 ** power, width: 0.05 });
    const [low, high] = found.interval!;
    expect(found.converged).toBe(true);
    expect(low).toBeLessThan(0.99);
    expect(high).toBeGreaterThan(1.01);
    expect(high / low).toBeLessThanOrEqual(1.05);
  });

  test('among others over more than the width leaves a bracket that is not converged', () => {
    const { trains, etas } = blurred(1, 0.1);
    const found = threshold(trains, { guess: 1.3, width: 0.05 });
    const [low, high] = found.interval!;
    expect(found.converged).toBe(false);
    expect(low).toBeLessThan(0.9);
    expect(high).toBeGreaterThan(1.1);
    expect(etas.length).toBeLessThan(12);
  });

  test('alone leaves nothing known', () => {
    const always = { stable: false, undecided: true, gradients: 1 };
    const found = threshold(() => always, { guess: 3, width: 0.1, maxTrials: 5 });
    expect(found).toMatchObject({ value: 3, stderr: Number.POSITIVE_INFINITY, converged: false });
    expect(found.interval).toEqual([0, Number.POSITIVE_INFINITY]);
  });
});

describe('when the trials run out', () => {
  test('the bracket so far is given, not converged', () => {
    const { trains } = quadratic(1);
    const found = threshold(trains, { guess: 1.5, width: 1e-3, maxTrials: 4 });
    // 1.5 stable, 3 not, √4.5 = 2.12 not, √(1.5 · 2.12) = 1.78 stable.
    expect(found.converged).toBe(false);
    expectNear(found.interval![0], Math.sqrt(1.5 * Math.sqrt(4.5)), { rtol: 1e-15 });
    expectNear(found.interval![1], Math.sqrt(4.5), { rtol: 1e-15 });
  });

  test('and every one was stable, the interval is [largest rate tried, ∞]', () => {
    const found = threshold(() => ({ stable: true, gradients: 1 }), {
      ...{ guess: 0.5, width: 0.1, maxTrials: 5 },
    });
    expect(found.interval).toEqual([8, Number.POSITIVE_INFINITY]);
    expect(found.value).toBe(8);
    expect(found.stderr).toBe(Number.POSITIVE_INFINITY);
    expect(found.converged).toBe(false);
    expect(found.cost.gradients).toBe(5);
  });

  test('and none was stable, the interval is [0, smallest rate tried]', () => {
    const found = threshold(() => ({ stable: false, gradients: 1 }), {
      ...{ guess: 8, width: 0.1, maxTrials: 5 },
    });
    expect(found.interval).toEqual([0, 0.5]);
    expect(found.value).toBe(0.5);
    expect(found.stderr).toBe(Number.POSITIVE_INFINITY);
    expect(found.converged).toBe(false);
  });

  test('one trial alone is one-sided', () => {
    const { trains } = quadratic(1);
    const found = threshold(trains, { guess: 1, width: 0.1, maxTrials: 1 });
    expect(found.interval).toEqual([1, Number.POSITIVE_INFINITY]);
  });
});

describe('where stability is not monotone', () => {
  // Stable on (0, 1] and on (2, 5].
  const island = (eta: number) => ({ stable: eta <= 1 || (eta > 2 && eta <= 5), gradients: 1 });

  test.each([
    { guess: 0.3, edge: 1 },
    { guess: 2.9, edge: 5 },
  ])('an edge is found from $guess, with a stable and an unstable end', ({ guess, edge }) => {
    const { interval } = threshold(island, { guess, width: 0.02 });
    const [low, high] = interval!;
    expect(island(low).stable).toBe(true);
    expect(island(high).stable).toBe(false);
    expect(low).toBeLessThanOrEqual(edge);
    expect(high).toBeGreaterThan(edge);
  });
});

describe('threshold refuses', () => {
  const never = () => ({ stable: true, gradients: 1 });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a guess or width of %d', (bad) => {
    expect(() => threshold(never, { guess: bad, width: 0.1 })).toThrow(
      `invalid guess; not in (0, ∞): ${bad}`,
    );
    expect(() => threshold(never, { guess: 1, width: bad })).toThrow(
      `invalid width; not in (0, ∞): ${bad}`,
    );
  });

  test.each([0, -1, 2.5, Number.NaN])('%d trials', (maxTrials) => {
    expect(() => threshold(never, { guess: 1, width: 0.1, maxTrials })).toThrow(
      `invalid maxTrials; not an integer in [1, 2⁵³): ${maxTrials}`,
    );
  });
});

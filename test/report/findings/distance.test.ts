import { expect, test } from 'vitest';
import type { Run } from '../../../src/lab/records/record.ts';
import { sentenceOf } from '../../../src/report/findings/finding.ts';
import { findingsOf } from '../../support/findings-of.ts';
import { flow, gd, run, spec } from '../../support/synthetic-runs.ts';

const distancesOf = (runs: readonly Run[]) =>
  findingsOf(runs).distances.flatMap((one) =>
    one.evidence.distances.map((own) => ({ ...own, sentence: sentenceOf(one) })),
  );

test('an error proportional to η has exponent 1, one proportional to η² has 2', () => {
  // The exponents of the seeds are a thousandth off either way.
  const runs = (power: number, seeds = [0, 1]) =>
    seeds.flatMap((seed) => [
      withWeights(run(spec(flow, seed), {}), [2, 0], [0, 0]),
      ...[0.025, 0.05, 0.1].map((rate) => {
        const distance = rate ** (power + 0.002 * (seed - 0.5));
        return withWeights(run(spec(gd(rate), seed), {}), [2, distance], [0, 0]);
      }),
    ]);
  for (const power of [1, 2]) {
    const [distance] = distancesOf(runs(power));
    expect(distance!.time).toBe(1);
    // float32 weights are good to 6e-8 of themselves.
    expect(Math.abs(distance!.slope.mean - power)).toBeLessThan(1e-6);
    expect(distance!.points[2]!.values[0]! / (0.1 ** (power - 0.001) / 2)).toBeCloseTo(1, 6);
    expect(distance!.monotone).toBe(2);
  }
  const verdict = (power: number) => findingsOf(runs(power)).distances[0]!.verdict;
  expect(verdict(1)).toBe('first order as theory says (exponent within 0.9 to 1.1)');
  expect(verdict(2)).toBe('not the first order of theory (exponent outside 0.9 to 1.1)');
  // What one seed leaves over beside its line is the bend of a curve, and no error of its slope.
  const [alone] = distancesOf(runs(2, [0]));
  expect(alone!.slope.interval).toBeNull();
  expect(alone!.sentence).toMatch(
    /\(n = 1 paired seed\): one seed, so no interval and no verdict; in 1 of 1 seed every/,
  );
});

test('a distance in function is that of the outputs, by its own exponent', () => {
  const runs = [flow, gd(0.05), gd(0.1)].map((method) => {
    const eta = 'rate' in method ? method.rate : 0;
    const one = withWeights(run(spec(method, 0), {}), [2 + eta, 0], [0, 0]);
    const outputs = [Float32Array.of(1, 1, 1), Float32Array.of(1, 1 + 3 * eta ** 2, 5)];
    return { ...one, snapshots: one.snapshots.map((s, k) => ({ ...s, outputs: outputs[k]! })) };
  });
  const distances = distancesOf(runs);
  expect(distances.map(({ space }) => space)).toEqual(['weights', 'outputs']);
  const { points, slope, sentence } = distances[1]!;
  // The flow's outputs went from (1, 1, 1) to (1, 1, 5).
  expect(points.map(({ values }) => values[0]! * 4)[1]!).toBeCloseTo(3 * 0.1 ** 2, 6);
  expect(Math.abs(slope.mean - 2)).toBeLessThan(1e-3);
  expect(sentence).toContain(
    "from gradient flow in function, over the test examples, relative to the flow's displacement",
  );
});

const withWeights = (one: Run, at1: readonly number[], at0: readonly number[]): Run => ({
  ...one,
  snapshots: [
    { time: 0, theta: Float32Array.from(at0) },
    { time: 1, theta: Float32Array.from(at1) },
  ],
});

import { expect, test } from 'vitest';
import { exact } from '../../../src/core/estimate.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { COST, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

/** η_max grows with B by a tenth of seed more, below 2/λ₀ = 0.5; bounds at half and a quarter of it. */
const runs = (batches: readonly number[]): Run[] =>
  [0, 1].flatMap((seed) => [
    ...batches.map((B) =>
      run(spec(sgd(B), seed), {
        ...{ initialSharpness: 4, threshold: (0.1 + 0.1 * seed) * Math.sqrt(B) },
        ...{ batchBound: 0.05 * Math.sqrt(B), frobeniusBound: 0.02 * Math.sqrt(B) },
      }),
    ),
    run(spec(gd(0.1), seed), { initialSharpness: 4, threshold: 0.5 }),
  ]);

interface Drawn {
  readonly label?: string;
  readonly data: readonly { readonly x: number; readonly y: number }[];
}
const figureOf = (of: readonly Run[]) =>
  figuresOf(of).find(({ id }) => id === 'threshold-by-batch');
const datasets = (of: readonly Run[]): readonly Drawn[] => {
  const { config } = figureOf(of)!;
  return (config as unknown as { data: { datasets: readonly Drawn[] } }).data.datasets;
};
const near = (data: Drawn['data'], points: readonly (readonly [number, number])[]) => {
  expect(data.length).toBe(points.length);
  for (const [i, [x, y]] of points.entries()) {
    expect(data[i]!.x).toBe(x);
    expect(Math.abs(data[i]!.y / y - 1)).toBeLessThan(1e-12);
  }
};

test('means and bounds stand at their B, the full batch at n', () => {
  const all = datasets(runs([1, 4, 16]));
  const of = (label: string) => all.find((one) => one.label === label)!.data;
  near(of('ηₘₐₓ measured'), [
    ...[1, 4, 16].map((B) => [B, 0.15 * Math.sqrt(B)] as const),
    [512, 0.5],
  ]);
  near(
    of('bound along the top eigenvector'),
    [1, 4, 16].map((B) => [B, 0.05 * Math.sqrt(B)]),
  );
  near(
    of('Frobenius bound'),
    [1, 4, 16].map((B) => [B, 0.02 * Math.sqrt(B)]),
  );
});

test('2/λ₀ is a line, and the caption says what the bounds are', () => {
  const { config, caption } = figureOf(runs([1, 4]))!;
  expect(JSON.stringify(config)).toContain('"yMin":0.5,"yMax":0.5');
  expect(caption).toContain('unstable in mean square above them');
});

test('a bound that is no number is left out, and without any there is no figure', () => {
  const lost = exact(Number.NaN, COST);
  const without = (keys: readonly string[]) =>
    runs([1, 4]).map((one) => ({
      ...one,
      scalars: { ...one.scalars, ...Object.fromEntries(keys.map((key) => [key, lost])) },
    }));
  expect(datasets(without(['batchBound'])).flatMap(({ label }) => label ?? [])).toEqual([
    'Frobenius bound',
    'ηₘₐₓ measured',
  ]);
  const none = without(['batchBound', 'frobeniusBound']);
  expect(figureOf(none)).toBeUndefined();
});

test('there is no figure below three sizes', () => {
  expect(figureOf(runs([4]))).toBeUndefined();
  expect(figureOf(runs([1, 4]))).toBeDefined();
});

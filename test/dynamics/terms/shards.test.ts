import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { dirichletShards, shardedBatches } from '../../../src/dynamics/terms/shards.ts';
import { tally } from '../../support/chi-square.ts';

const classes = 5;
const n = 1000;
const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
const sorted = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b);
const everyRow = Array.from({ length: n }, (_, i) => i);

/** Σ_c (share of class c − 1/classes)², averaged over shards. */
const skewOf = (shards: readonly Int32Array[]): number =>
  shards.reduce((sum, shard) => {
    const counts = tally(
      [...shard].map((row) => labels[row]!),
      classes,
    );
    return sum + counts.reduce((s, c) => s + (c / shard.length - 1 / classes) ** 2, 0);
  }, 0) / shards.length;

test.each([0.01, 0.5, 100])('shards of α = %d hold every example once, in equal parts', (alpha) => {
  for (const workers of [1, 7, 40]) {
    const shards = dirichletShards(labels, { workers, alpha }, rng(1));
    expect(sorted(shards.flatMap((s) => [...s]))).toEqual(everyRow);
    const sizes = shards.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

test('their labels are skewed as Dir(αp) and the draws from it have it, where no class runs out', () => {
  // Few draws from many examples: 50 workers of 20 among 10,000 each time, the first 20 rows of shards of 200.
  const big = Int32Array.from({ length: 10_000 }, (_, i) => i % classes);
  for (const alpha of [1, 10]) {
    const skews = Array.from({ length: 12 }, (_, seed) =>
      dirichletShards(big, { workers: 50, alpha }, rng(seed)).map((shard) => {
        const counts = tally(
          [...shard.slice(0, 20)].map((row) => big[row]!),
          classes,
        );
        return counts.reduce((s, c) => s + (c / 20 - 1 / classes) ** 2, 0);
      }),
    ).flat();
    // Variance of q and of 20 draws given q, over classes: (1 − Σp²)(1/(α + 1) + (1 − 1/(α + 1))/20).
    const expected = (1 - 1 / classes) * (1 / (alpha + 1) + (1 - 1 / (alpha + 1)) / 20);
    const mean = skews.reduce((a, b) => a + b, 0) / skews.length;
    const sd = Math.sqrt(skews.reduce((s, x) => s + (x - mean) ** 2, 0) / skews.length);
    expect(Math.abs(mean - expected)).toBeLessThan((4 * sd) / Math.sqrt(skews.length));
  }
});

test('α goes from one class a shard to shards alike', () => {
  const skews = [1e-3, 0.1, 1, 10, 1e4].map((alpha) =>
    skewOf(dirichletShards(labels, { workers: 5, alpha }, rng(3))),
  );
  expect(skews).toEqual([...skews].sort((a, b) => b - a));
  // One class each is (1 − 1/5)² + 4/25 = 0.8; shards alike spread by (1 − 1/5)/200.
  expect(skews[0]!).toBeGreaterThan(0.4);
  expect(skews[4]!).toBeLessThan(0.02);
});

const shards = dirichletShards(labels, { workers: 4, alpha: 0.1 }, rng(5));

test('a step at all workers has the batch of each, drawn from its own shard', () => {
  const rows = shardedBatches(shards, 6, 'without-replacement', 'all', rng(2));
  for (const step of [0, 1, 17]) {
    const batch = rows(step);
    expect(batch).toHaveLength(24);
    for (const [w, shard] of shards.entries()) {
      const own = batches(shard.length, 6, 'without-replacement', rng(2).fork('worker', w));
      const part = batch.slice(6 * w, 6 * w + 6);
      expect([...part]).toEqual([...own(step)].map((i) => shard[i]!));
      expect(part.every((row) => shard.includes(row))).toBe(true);
    }
  }
});

test('one worker in turn visits each shard as its own shuffled epochs', () => {
  const rows = shardedBatches(shards, 50, 'shuffled', 'in-turn', rng(2));
  // Four batches of 50 from each shard of 250 in 20 steps are one epoch of all.
  const epoch = Array.from({ length: 20 }, (_, step) => rows(step));
  expect(sorted(epoch.flatMap((r) => [...r]))).toEqual(everyRow);
  for (const [step, batch] of epoch.entries())
    expect([...batch].every((row) => shards[step % 4]!.includes(row))).toBe(true);
  expect([...rows(20)]).not.toEqual([...rows(0)]);
});

test('each row comes as often as any other where all workers draw, and a step alone is its worker’s', () => {
  const all = shardedBatches(shards, 25, 'with-replacement', 'all', rng(6));
  const steps = 2000;
  const counts = tally(Array.from({ length: steps }, (_, step) => [...all(step)]).flat(), n);
  // Each row 100/1000 a step: unbiased for the mean over all examples. Variance of the counts is binomial.
  const expected = (steps * 100) / n;
  expect(Math.max(...counts.map((c) => Math.abs(c - expected)))).toBeLessThan(
    5 * Math.sqrt(expected),
  );
  const share = (rows: Int32Array) => [...rows].filter((row) => labels[row] === 0).length;
  const inTurn = shardedBatches(shards, 25, 'with-replacement', 'in-turn', rng(6));
  const means = shards.map((_, w) => {
    const draws = Array.from({ length: 200 }, (_, k) => share(inTurn(4 * k + w)));
    return draws.reduce((a, b) => a + b, 0) / (200 * 25);
  });
  const truth = shards.map((shard) => share(shard) / shard.length);
  for (const [w, mean] of means.entries()) expect(Math.abs(mean - truth[w]!)).toBeLessThan(0.04);
  expect(Math.max(...truth) - Math.min(...truth)).toBeGreaterThan(0.2);
});

test('workers must have an example each, and batches fit the smallest shard', () => {
  expect(() => dirichletShards(labels, { workers: 0, alpha: 1 }, rng(1))).toThrow(
    'invalid workers',
  );
  expect(() => dirichletShards(labels, { workers: 1001, alpha: 1 }, rng(1))).toThrow(
    'invalid workers; not in 1 … 1000: 1001',
  );
  expect(() => dirichletShards(labels, { workers: 2, alpha: 0 }, rng(1))).toThrow('invalid alpha');
  expect(() => shardedBatches(shards, 251, 'shuffled', 'all', rng(1))).toThrow(
    'invalid batch; not in 1 … 250: 251',
  );
});

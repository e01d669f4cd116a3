import { integerAtLeast } from '../../core/check.ts';
import { dirichlet } from '../../core/dirichlet.ts';
import type { Rng } from '../../core/random.ts';
import { type Batches, batches, type Sampling } from './batches.ts';

/** Whether a step draws a batch at every worker, or at one of them, each in its turn. */
export const visits = ['all', 'in-turn'] as const;
export type Visit = (typeof visits)[number];

export interface Skew {
  /** W, the shards, in 1 … n. */
  readonly workers: number;
  /** α > 0: shards alike as α → ∞, of one class each as α → 0. */
  readonly alpha: number;
}

/**
 * Row numbers of n examples dealt to W workers, ⌊n/W⌋ or ⌈n/W⌉ to each, with label proportions q ~ Dir(αp) of their own.
 *
 * p are the shares of the classes among all examples. Hsu, Qi & Brown, Measuring the effects of non-identical data
 * distribution for federated visual classification, 2019, §3. Every example is dealt once: workers draw one each in
 * turn, and a class that has run out is left out of every q from then on.
 *
 * @throws RangeError unless W is an integer in 1 … n and α positive
 */
export function dirichletShards(
  labels: Int32Array,
  { workers, alpha }: Skew,
  random: Rng,
): Int32Array[] {
  const n = labels.length;
  integerAtLeast('workers', workers, 1);
  if (workers > n) throw new RangeError(`invalid workers; not in 1 … ${n}: ${workers}`);
  const order = random.fork('order').permutation(n);
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const left = classes.map((c) => [...order].filter((row) => labels[row] === c));
  const prior = left.map((rows) => (alpha * rows.length) / n);
  const hands = Array.from({ length: workers }, (_, w) => {
    const stream = random.fork('shard', w);
    return { stream, q: dirichlet(prior, stream), rows: [] as number[] };
  });
  for (let i = 0; i < n; i++) {
    const { stream, q, rows } = hands[i % workers]!;
    rows.push(left[pick(q, left, stream)]!.pop()!);
  }
  return hands.map(({ rows }) => Int32Array.from(rows));
}

/** A class by its share of q among those with rows left; by the rows left where those shares are all 0. */
function pick(q: Float64Array, left: readonly (readonly number[])[], random: Rng): number {
  const open = left.map((rows, c) => (rows.length > 0 ? q[c]! : 0));
  const weights = open.some((x) => x > 0) ? open : left.map((rows) => rows.length);
  let at = random.uniform() * weights.reduce((a, b) => a + b, 0);
  const found = weights.findIndex((x) => {
    at -= x;
    return at < 0;
  });
  // Round-off can leave `at` at 0 after the last of them.
  return found >= 0 ? found : weights.findLastIndex((x) => x > 0);
}

/**
 * Mini-batches of B rows drawn within shards: W of them a step, one after the other, or one in turn, that of worker k mod W.
 *
 * With `all` the mean over a step's rows is the mean of the workers' gradients, and unbiased for ∇L where shards are of one
 * size and draws are uniform. With `in-turn` the mean over W steps is that, and that of a step is its worker's own:
 * steps do not have the same mean. Draws are keyed by worker and step, so that a run can resume anywhere.
 *
 * @throws RangeError unless 1 ≤ B ≤ the smallest shard
 */
export function shardedBatches(
  shards: readonly Int32Array[],
  B: number,
  sampling: Sampling,
  visit: Visit,
  random: Rng,
): Batches {
  const own = shards.map((shard, w) => {
    const rows = batches(shard.length, B, sampling, random.fork('worker', w));
    return (step: number) => rows(step).map((i) => shard[i]!);
  });
  const W = own.length;
  if (visit === 'in-turn') return (step) => own[step % W]!(Math.floor(step / W));
  return (step) => Int32Array.from(own.flatMap((rows) => [...rows(step)]));
}

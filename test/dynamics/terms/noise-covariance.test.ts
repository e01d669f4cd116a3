import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Term } from '../../../src/dynamics/integrate/term.ts';
import { descendAmplified } from '../../../src/dynamics/terms/amplified.ts';
import { descendOnAverages } from '../../../src/dynamics/terms/averaging.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { perturb } from '../../../src/dynamics/terms/gradient-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { shardedBatches } from '../../../src/dynamics/terms/shards.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { indices, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRegression } from '../../support/small-regression.ts';
import { withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const [n, P, B, draws] = [24, 4, 4, 6000] as const;
const drawn = (
  sampling: 'shuffled' | 'with-replacement' | 'without-replacement',
  size: number = B,
) => batches(n, size, sampling, rng(3));
const without = (n - B) / (B * (n - 1));
/** Three workers with the rows of each remainder. */
const shards = [0, 1, 2].map((w) => Int32Array.from({ length: n / 3 }, (_, i) => 3 * i + w));
const split = (visit: 'all' | 'in-turn') =>
  shardedBatches(shards, B, 'with-replacement', visit, rng(4));
const sigma = 0.7;

/** Variance of ⟨v, g⟩ over some examples, and its mean. */
interface Along {
  /** vᵀCv over all examples. */
  readonly all: number;
  /** The same within each shard, and the variance of the shards' means. */
  readonly within: readonly number[];
  readonly between: number;
}

const cases: readonly (readonly [string, (o: Objective) => Term, (a: Along) => number])[] = [
  [
    'with replacement, C/B',
    (o) => descendOnBatches(o, drawn('with-replacement')),
    ({ all }) => all / B,
  ],
  [
    'without replacement, (n − B)/(B(n − 1)) C',
    (o) => descendOnBatches(o, drawn('without-replacement')),
    ({ all }) => without * all,
  ],
  [
    'shuffled, each step alone, (n − B)/(B(n − 1)) C',
    (o) => descendOnBatches(o, drawn('shuffled')),
    ({ all }) => without * all,
  ],
  [
    'a mean of three batches, C/3B',
    (o) => descendOnAverages(o, drawn('with-replacement'), 3),
    ({ all }) => all / (3 * B),
  ],
  [
    'SVAG of l = 5, 5 C/B',
    (o) => descendAmplified(o, drawn('with-replacement'), 5),
    ({ all }) => (5 * all) / B,
  ],
  [
    'noise on gradients, C/B + σ²I',
    (o) => perturb(descendOnBatches(o, drawn('with-replacement')), sigma, normals(P, rng(5))),
    ({ all }) => all / B + sigma ** 2,
  ],
  [
    'all of three shards, Σ C_w/9B',
    (o) => descendOnBatches(o, split('all')),
    ({ within }) => within.reduce((s, c) => s + c, 0) / (9 * B),
  ],
  [
    'three shards in turn, mean C_w/B and the covariance of their means',
    (o) => descendOnBatches(o, split('in-turn')),
    ({ within, between }) => within.reduce((s, c) => s + c, 0) / (3 * B) + between,
  ],
];

const mean = (xs: readonly number[]) => xs.reduce((s, x) => s + x, 0) / xs.length;
const variance = (xs: readonly number[]) => mean(xs.map((x) => (x - mean(xs)) ** 2));

/** Orthonormal directions, so that σ²I is σ² along each. */
const directions = [
  [1, 1, 1, 1],
  [1, -1, 1, -1],
  [1, 1, -1, -1],
].map((v) => Float64Array.from(v, (x) => x / 2));
const dot = (a: Float64Array, b: Float64Array) => a.reduce((s, x, i) => s + x * b[i]!, 0);

test.each(cases)('the gradient has mean ∇L and covariance: %s', (_, of, known) => {
  const toy = smallRegression();
  const term = of(toy.objective);
  const count = term.feeds!({ step: 0, t: 0, dt: 1 }).length;
  const program = compile((all) => term.drift(all.slice(count), all.slice(0, count)));
  const samples = withWeights(toy.theta0, toy.objective.shapes, (theta) =>
    Array.from({ length: draws }, (_, step) => {
      const fed = term.feeds!({ step, t: 0, dt: 1 }).map((x) =>
        x instanceof Int32Array ? indices(x) : tensor(x, [x.length]),
      );
      const out = program([...fed, ...theta]);
      const g = flatten64(out).map((x) => -x);
      dispose([...fed, ...out]);
      return g;
    }),
  );
  program.dispose();
  toy.dispose();
  const each = toy.everyRow.map((row) => toy.gradient(toy.theta0, [row]));
  for (const v of directions) {
    const at = each.map((g) => dot(g, v));
    const parts = shards.map((rows) => [...rows].map((row) => at[row]!));
    const expected = known({
      all: variance(at),
      within: parts.map(variance),
      between: variance(parts.map(mean)),
    });
    const along = samples.map((g) => dot(g, v) - mean(at));
    const squares = along.map((x) => x * x);
    const error = Math.sqrt(variance(squares) / draws);
    expect(error).toBeLessThan(0.04 * expected);
    expect(Math.abs(mean(squares) - expected), `${mean(squares)}`).toBeLessThan(4 * error);
    expect(Math.abs(mean(along))).toBeLessThan(4 * Math.sqrt(expected / draws));
  }
});

import type { Rng } from '../../core/random.ts';

/** Ways to draw mini-batches; see `batches`. */
export const samplings = ['shuffled', 'with-replacement', 'without-replacement'] as const;
export type Sampling = (typeof samplings)[number];

/** Draws of a mini-batch that are independent of those of other steps. */
export const independentSamplings = ['with-replacement', 'without-replacement'] as const;
export type IndependentSampling = (typeof independentSamplings)[number];

/** Row numbers of the mini-batch of a step; a pure function of the step. */
export type Batches = (step: number) => Int32Array;

/**
 * Mini-batches of size B from n examples.
 *
 * `shuffled`: each epoch visits a fresh permutation in order, its last batch smaller where B does
 * not divide n, as is the habit of deep-learning libraries. `with-replacement`: B independent draws.
 * `without-replacement`: B distinct rows, drawn anew each step. Draws are keyed by step or epoch, so
 * that a run can resume anywhere.
 *
 * @throws RangeError unless 1 ≤ B ≤ n
 * @example
 * const rows = batches(6, 2, 'shuffled', rng(0));
 * const epoch = [0, 1, 2].flatMap((step) => [...rows(step)]);
 * console.log(epoch.sort().join(' ')); // 0 1 2 3 4 5
 */
export function batches(n: number, B: number, sampling: Sampling, random: Rng): Batches {
  if (!(Number.isInteger(B) && B >= 1 && B <= n))
    throw new RangeError(`invalid batch; not in 1 … ${n}: ${B}`);
  return samplers[sampling](n, B, random);
}

/** Mini-batches of one size from a step on. */
export interface Stage {
  /** First step, counted from 0; the first stage's is 0. */
  readonly from: number;
  /** B, in 1 … n. */
  readonly batch: number;
}

/**
 * Mini-batches whose size changes at given steps, each stage with draws of its own.
 *
 * Smith, Kindermans, Ying & Le, Don't decay the learning rate, increase the batch size, ICLR 2018. A
 * `shuffled` epoch that a stage's end cuts short is not taken up again.
 *
 * @throws RangeError unless the stages start at 0 and ascend, with sizes in 1 … n
 */
export function stagedBatches(
  n: number,
  stages: readonly Stage[],
  sampling: Sampling,
  random: Rng,
): Batches {
  const ascend = stages.every(
    ({ from }, i) => Number.isInteger(from) && (i === 0 ? from === 0 : from > stages[i - 1]!.from),
  );
  if (stages.length === 0 || !ascend)
    throw new RangeError(
      `invalid stages; not ascending from step 0: ${stages.map(({ from }) => from).join(', ')}`,
    );
  const parts = stages.map(({ batch }, i) => batches(n, batch, sampling, random.fork('stage', i)));
  return (step) => {
    const i = stages.findLastIndex(({ from }) => step >= from);
    return parts[i]!(step - stages[i]!.from);
  };
}

/** Steps that visit n examples once. */
export const stepsPerEpoch = (n: number, B: number): number => Math.ceil(n / B);

const samplers: Readonly<Record<Sampling, (n: number, B: number, random: Rng) => Batches>> = {
  shuffled(n, B, random) {
    const perEpoch = stepsPerEpoch(n, B);
    // The permutation of the epoch last asked for: recomputing it for each of its steps costs n each.
    let cached: { epoch: number; order: Int32Array } = { epoch: -1, order: new Int32Array(0) };
    return (step) => {
      const epoch = Math.floor(step / perEpoch);
      if (epoch !== cached.epoch)
        cached = { epoch, order: random.fork('epoch', epoch).permutation(n) };
      const from = (step % perEpoch) * B;
      return cached.order.slice(from, Math.min(n, from + B));
    };
  },
  'with-replacement': (n, B, random) => (step) => {
    const stream = random.fork('batch', step);
    return Int32Array.from({ length: B }, () => stream.integer(n));
  },
  'without-replacement': (n, B, random) => (step) => {
    const stream = random.fork('batch', step);
    // Floyd's algorithm, Communications of the ACM 30 (1987) 754: B draws whatever n is.
    const rows = new Set<number>();
    for (let k = n - B; k < n; k++) {
      const row = stream.integer(k + 1);
      rows.add(rows.has(row) ? k : row);
    }
    return Int32Array.from(rows);
  },
};

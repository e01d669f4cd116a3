import type { Row } from '../../../src/claims/table/table.ts';
import type { Rng } from '../../../src/core/random.ts';
import { row } from '../../support/claims-table.ts';

/** How a simulated grid is made. */
export interface Design {
  readonly seeds: number;
  /** What seeds bring to all their runs, and runs of their own, as standard deviations of ln trace. */
  readonly seedSpread: number;
  readonly spread: number;
  /** The power with which the trace rises with B, and the slope of the gap in ln trace. */
  readonly power: number;
  readonly gap: number;
}

const batches = [2, 4, 8, 16, 32, 64, 128, 256];
const rates = [0.1, 0.2];

/** SGD at eight batch sizes and two rates: trace ∝ e^seed (B/η)^power, a gap that follows it, rising steps, the loss. */
export function simulated(
  rng: Rng,
  { seeds, seedSpread, spread, power, gap }: Design,
): readonly Row[] {
  return Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) => {
    const own = seedSpread * rng.normal();
    const shared = seedSpread * rng.normal();
    return rates.flatMap((rate) =>
      batches.map((batch) => {
        const log = own + power * Math.log(batch / (640 * rate)) + spread * rng.normal();
        const rising = Array.from({ length: 40 }, () => Number(rng.uniform() < power / 2));
        return row({
          axes: { method: 'sgd', rate, batch },
          seed,
          scalars: {
            trace: 100 * Math.exp(log),
            gap: shared + gap * log + spread * rng.normal(),
            trainLoss: 0.02,
          },
          series: { rising, line: rising.map((_, t) => 1 + t * (power + spread * rng.normal())) },
        });
      }),
    );
  });
}

/** The same numbers, dealt out to the runs of each seed anew. */
export function shuffled(rows: readonly Row[], rng: Rng): readonly Row[] {
  const seeds = [...new Set(rows.map(({ seed }) => seed))];
  return seeds.flatMap((seed) => {
    const own = rows.filter((one) => one.seed === seed);
    const order = rng.permutation(own.length);
    return own.map((one, i) => ({
      ...one,
      scalars: { ...own[order[i]!]!.scalars },
      series: own[order[i]!]!.series,
    }));
  });
}

/** The same numbers with the batch sizes in the other order. */
export const relabelled = (rows: readonly Row[]): readonly Row[] =>
  rows.map((one) => ({ ...one, axes: { ...one.axes, batch: 512 / (one.axes.batch as number) } }));

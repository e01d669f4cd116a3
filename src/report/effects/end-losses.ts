import { significant } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import { LOSS_TOLERANCE, mismatch } from '../../stats/mismatch.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { counts, measured } from '../arms/measured.ts';
import { describeStop } from '../arms/recipe.ts';

/** The training losses where some arms ended, of the seeds that are compared. */
export interface EndLosses {
  /** Means over seeds, in the order of the arms. */
  readonly losses: readonly number[];
  /** Seeds. */
  readonly n: number;
  /** Whether they agree within 2 %, by their geometric means over seeds; see `mismatch`. */
  readonly equal: boolean;
}

/** The losses that these arms ended at in these seeds. */
export function endLosses(arms: readonly Arm[], seeds: readonly number[]): EndLosses {
  const table = arms.map((arm) => {
    const own = lossBySeed(arm);
    return seeds.map((seed) => own.get(seed) ?? Number.NaN);
  });
  return { losses: table.map(mean), n: seeds.length, equal: alike(table) };
}

/** Whether the losses of arms agree within 2 %; one that is unknown agrees with none. */
export const alike = (arms: readonly (readonly number[])[]): boolean =>
  mismatch(arms) <= LOSS_TOLERANCE;

/** The training loss where each run of an arm ended that counts, by seed; of a seed under several noises the mean. */
export function lossBySeed({ runs }: Arm): ReadonlyMap<number, number> {
  const losses = new Map<number, Map<number | undefined, number>>();
  for (const run of runs.filter(counts)) {
    const { seed, noise } = run.spec;
    const own = losses.get(seed) ?? new Map<number | undefined, number>();
    if (!own.has(noise)) losses.set(seed, own.set(noise, finalLoss(run)));
  }
  return new Map([...losses].map(([seed, own]) => [seed, mean([...own.values()])]));
}

const finalLoss = (run: Run): number => measured(run, 'trainLoss')?.value ?? run.manifest.loss;

/**
 * What a sentence about the end of training begins with: where that was, and at which losses unless they are equal by the
 * stop rule: `After 60 epochs, not at equal training loss (on average 0.02 against 0.31)`.
 */
export function endText([arm]: readonly Arm[], { losses, n, equal }: EndLosses): string {
  const { stop } = arm!.spec;
  const values = `${n > 1 ? 'on average ' : ''}${listed(losses)}`;
  if (stop.loss === undefined) {
    const after = `After ${describeStop(stop)}`;
    return equal
      ? `${after}, at equal training loss within ${100 * LOSS_TOLERANCE} % (${values})`
      : `${after}, not at equal training loss (${values})`;
  }
  return equal
    ? `At equal training loss (≤ ${stop.loss})`
    : `At different training losses (${values}, each ≤ ${stop.loss})`;
}

/** More numbers than this nobody reads, nor matches with their arms. */
const MOST = 5;

function listed(losses: readonly number[]): string {
  const texts = losses.map((loss) => significant(loss));
  if (new Set(texts).size === 1) return texts[0]!;
  if (losses.length === 2) return texts.join(' against ');
  if (losses.length <= MOST) return texts.join(', ');
  return `${significant(Math.min(...losses))} to ${significant(Math.max(...losses))}`;
}

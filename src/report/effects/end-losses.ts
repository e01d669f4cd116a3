import { significant } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
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
  /** Whether in every seed they agree within 2 %. */
  readonly equal: boolean;
}

/** Losses this near to each other are called equal: chosen. A flow ends within 0.2 % of its target, descent at the first look below it. */
const NEAR = 0.02;

/** The losses that these arms ended at in these seeds. */
export function endLosses(arms: readonly Arm[], seeds: readonly number[]): EndLosses {
  const table = arms.map((arm) => {
    const own = lossBySeed(arm);
    return seeds.map((seed) => own.get(seed) ?? Number.NaN);
  });
  const equal = seeds.every((_, i) => alike(table.map((row) => row[i]!)));
  return { losses: table.map(mean), n: seeds.length, equal };
}

/** Whether losses are equal within 2 %; one that is unknown is equal to none. */
export const alike = (losses: readonly number[]): boolean =>
  Math.max(...losses) - Math.min(...losses) <= NEAR * Math.max(...losses);

/** The training loss where each run of an arm ended that counts, by seed. */
export function lossBySeed({ runs }: Arm): ReadonlyMap<number, number> {
  const losses = new Map<number, number>();
  for (const run of runs.filter(counts))
    if (!losses.has(run.spec.seed)) losses.set(run.spec.seed, finalLoss(run));
  return losses;
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
      ? `${after}, at equal training loss within ${100 * NEAR} % (${values})`
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

import type { Arm } from '../arms/arm.ts';
import { unconvergedAlong } from '../arms/curves.ts';
import { diverged } from '../arms/measured.ts';
import { recipe, stopRule } from '../arms/recipe.ts';
import { plural } from '../arms/wording.ts';

/** Sentences in their order; what is `false` is left out. */
export type Sentences = readonly (string | false)[];

/** What the arms trained, and until when. */
export const setting = (arms: readonly Arm[]): readonly string[] => [recipe(arms), stopRule(arms)];

/** What lines of means over seeds are, and of how many seeds. */
export function meanLinesSentence(
  arms: readonly Arm[],
  { mean, seeds }: { readonly mean: 'mean' | 'geometric mean'; readonly seeds: boolean },
): string {
  const counts = [...new Set(arms.map(({ runs }) => runs.length))].sort((a, b) => a - b);
  return counts.at(-1)! > 1
    ? `Bold lines: ${mean} over seeds (n = ${counts.join(' or ')} per line), as far as every seed runs; ` +
        `${seeds ? 'thin lines: single seeds; ' : ''}no interval is drawn.`
    : 'One seed per line (n = 1), so no interval can be given.';
}

/** Of each arm that has diverged runs: how many, of how many. */
export const divergedCounts = (arms: readonly Arm[]) =>
  arms
    .map(({ label, runs }) => ({ label, n: runs.filter(diverged).length, all: runs.length }))
    .filter(({ n }) => n > 0);

/** What to say of diverged runs, given `3 diverged runs` and the counts by arm; nothing where there are none. */
export function divergedSentence(
  arms: readonly Arm[],
  say: (runs: string, byArm: string) => string,
): string | false {
  const counts = divergedCounts(arms);
  const n = counts.reduce((sum, one) => sum + one.n, 0);
  const byArm = counts.map((one) => `${one.label}: ${one.n} of ${one.all}`).join('; ');
  return n > 0 && say(plural(n, 'diverged run'), byArm);
}

/** How many values along the way are uncertain, and how many runs are left out; nothing to say where none is. */
export function exceptionSentences(arms: readonly Arm[], key: string): Sentences {
  const n = unconvergedAlong(arms, key);
  return [
    n > 0 && `${plural(n, 'point')} did not reach the accuracy asked for.`,
    divergedSentence(arms, (runs) => `${runs} left out.`),
  ];
}

/** The title of an axis of training time. */
export const TRAINING_TIME = 'Training time t = Σ Δt  (η × steps for GD and SGD)';

/** Why a figure of losses on a grid has no intervals. */
export const EXACT =
  'No interval: each value is computed on all training examples, none is estimated.';

import type { Run } from '../../lab/records/record.ts';
import { armsOf } from '../arms/arm.ts';
import { recipe, SHARPNESS, stopRule } from '../arms/recipe.ts';
import { mergeSentences } from './merge-sentences.ts';

/** What was trained and until when, what was measured, and how intervals are made: a report's methods section. */
export function methodSentences(runs: readonly Run[]): string[] {
  const arms = armsOf(runs);
  if (arms.length === 0) return ['No run is finished, so there is nothing to describe.'];
  const seeds = [...new Set(runs.map(({ spec }) => spec.seed))].sort((a, b) => a - b);
  return [
    recipe(arms),
    stopRule(arms),
    `Seeds: ${seeds.join(', ')}. One seed fixes data subset, initial weights and batches, so arms are compared seed by seed.`,
    ...mergeSentences(runs.map(({ manifest }) => manifest.preparation)),
    gapSentence(runs.some(({ scalars }) => 'accuracyGap' in scalars)),
    SHARPNESS,
    'Only runs that ended as their stop rule asks enter means and comparisons; diverged runs never do.',
    'Intervals are at 95 %: Student t over seeds unless said otherwise, paired by seed in every comparison; ' +
      'ratios are averaged as logarithms; those of ηₘₐₓ are widened by the certified brackets. Ranks are tested by ' +
      'exchanging arms, each with its runs from all seeds. Verdicts of one report hold together at 5 %, by the procedure of Holm.',
  ];
}

/** What a gap is; of accuracies only where there are classes. */
const gapSentence = (classes: boolean): string =>
  classes
    ? 'Loss gap: test loss − training loss. Accuracy gap: training − test accuracy. Both at the end of training.'
    : 'Loss gap: test loss − training loss, at the end of training.';

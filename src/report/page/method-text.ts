import type { Run } from '../../lab/records/record.ts';
import { isToy } from '../../lab/spec/toy.ts';
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
    `Seeds: ${seeds.join(', ')}. One seed fixes ${drawn(runs)}, so arms are compared seed by seed.`,
    ...noiseSentences(runs),
    ...mergeSentences(
      runs.flatMap(({ spec, manifest }) => (isToy(spec.data) ? [] : [manifest.preparation])),
    ),
    ...gapSentences(runs),
    SHARPNESS,
    'Only runs that ended as their stop rule asks enter means and comparisons; diverged runs never do.',
    'Intervals are at 95 %: Student t over seeds unless said otherwise, paired by seed in every comparison; ' +
      'ratios are averaged as logarithms; those of ηₘₐₓ are widened by the certified brackets. Ranks are tested by ' +
      'exchanging arms, each with its runs from all seeds. Verdicts of one report hold together at 5 %, by the procedure of Holm.',
  ];
}

/** Under how many streams of noise each start was run, where there are several. */
function noiseSentences(runs: readonly Run[]): string[] {
  const noises = new Set(runs.flatMap(({ spec }) => spec.noise ?? []));
  return noises.size === 0
    ? []
    : [
        `Of each seed, every method that draws anything was run under ${noises.size} streams of mini-batches and noise from one start; ` +
          'in means over seeds they are averaged first.',
      ];
}

/** What the draws of a seed are for; a problem in closed form may have none of data, weights and batches. */
const drawn = (runs: readonly Run[]): string =>
  runs.every(({ spec }) => isToy(spec.data))
    ? 'all that is drawn'
    : 'data subset, initial weights and batches';

/** What a gap is; of accuracies only where there are classes, and nothing without test examples. */
function gapSentences(runs: readonly Run[]): string[] {
  const has = (key: string) => runs.some(({ scalars }) => key in scalars);
  if (runs.every(({ spec }) => isToy(spec.data))) return [];
  return has('accuracyGap')
    ? [
        'Loss gap: test loss − training loss. Accuracy gap: training − test accuracy. Both at the end of training.',
      ]
    : ['Loss gap: test loss − training loss, at the end of training.'];
}

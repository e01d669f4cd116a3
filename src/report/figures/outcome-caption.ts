import { type Arm, hasEdge } from '../arms/arm.ts';
import { bySeed, diverged } from '../arms/measured.ts';
import type { Metric } from '../arms/metric.ts';
import { recipe, SHARPNESS, stopRule } from '../arms/recipe.ts';
import { intervalSentence, plural } from '../arms/wording.ts';
import { dotsOf } from './outcome-dots.ts';

/** The caption of a figure of outcomes: intervals and n, what the marks mean, what is missing, recipe. */
export function outcomeCaption(
  arms: readonly Arm[],
  metric: Metric,
  { cut, edges }: { readonly cut: boolean; readonly edges: number },
): string {
  const sizes = arms.map((arm) => bySeed(arm, metric.key).size).filter((n) => n > 0);
  const dots = arms.flatMap((arm) => dotsOf(arm, metric));
  const outside = dots.filter(({ within }) => !within).length;
  const loose = dots.filter(({ converged }) => !converged).length;
  const blown = metric.at === 'start' ? [] : arms.filter(({ runs }) => runs.some(diverged));
  return [
    intervalSentence(sizes),
    ...(outside > 0
      ? [`Hollow: ${plural(outside, 'run')} whose stop rule was not met, left out of the means.`]
      : []),
    ...(loose > 0 ? [`×: ${plural(loose, 'estimate')} that did not converge.`] : []),
    ...blown.map(
      ({ label, runs }) =>
        `${label}: ${runs.filter(diverged).length} of ${plural(runs.length, 'run')} diverged, not shown.`,
    ),
    ...(cut ? ['Intervals that reach beyond the frame are cut off at it.'] : []),
    ...(metric.key === 'sharpness' ? edgeSentences(arms, edges) : []),
    ...(metric.key === 'threshold'
      ? ['ηₘₐₓ is measured from the initial weights; lines: 2/λ₀ and 4/λ₀, means over seeds.']
      : []),
    recipe(arms),
    stopRule(arms),
  ].join(' ');
}

function edgeSentences(arms: readonly Arm[], edges: number): string[] {
  const rates = arms.filter(hasEdge).length;
  return [
    SHARPNESS,
    ...(edges > 0 ? ['Red dashes: 2/η, the edge of stability of GD.'] : []),
    ...(edges < rates
      ? [`For ${rates - edges} of ${rates} arms 2/η lies far above the data and is not drawn.`]
      : []),
  ];
}

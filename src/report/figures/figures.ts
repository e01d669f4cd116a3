import type { Run } from '../../lab/records/record.ts';
import { type Arm, armsOf, problemsOf } from '../arms/arm.ts';
import { metricOf, metricsIn } from '../arms/metric.ts';
import { poolRates } from '../arms/pool-rates.ts';
import type { Findings } from '../findings/findings.ts';
import { looksOf } from '../plot/colour.ts';
import type { Figure } from '../plot/figure.ts';
import { alongKeys } from './along-curves.ts';
import { alongFigure } from './along-figure.ts';
import { arrayFigures } from './array-figures.ts';
import { associationFigure } from './association-figure.ts';
import { batchThresholdFigure } from './batch-threshold-figure.ts';
import { distanceFigure } from './distance-figure.ts';
import { lossFigure } from './loss-figure.ts';
import { outcomeFigure } from './outcome-figure.ts';

/** Arms that one figure can hold and still be read; by trial. */
const MOST_ARMS = 14;

/** Every figure that the runs and what was found in them allow, in the order of the report. */
export function figuresOf(runs: readonly Run[], findings: Findings): readonly Figure[] {
  const arms = armsOf(runs);
  const panels = panelsOf(arms);
  const problems = named(problemsOf(arms), ([first]) => first!.problem);
  const everywhere = (draw: (panel: Panel) => Figure | readonly Figure[] | null) =>
    panels.flatMap((p) => draw(p) ?? []);
  const perProblem = (draw: (panel: Panel) => Figure | null) =>
    problems.flatMap((problem) => draw(problem) ?? []);
  const outcome = (key: string, id: string) =>
    everywhere((panel) =>
      outcomeFigure(panel.arms, looksOf(panel.arms), metricOf(runs, key), id + panel.suffix),
    );

  const associationOf = (key: string, [arm]: readonly Arm[]) =>
    findings.associations
      .map(({ evidence }) => evidence)
      .find(({ measure, problem }) => measure === key && problem === arm!.problem);
  const distancesOf = ([arm]: readonly Arm[]) =>
    findings.distances
      .map(({ evidence }) => evidence)
      .filter(({ space, problem }) => space === 'weights' && problem === arm!.problem);

  return [
    ...everywhere(({ arms, suffix }) => lossFigure(arms, looksOf(arms), `training-loss${suffix}`)),
    ...everywhere(({ arms, suffix }) =>
      alongKeys(arms).flatMap(
        (key) => alongFigure(arms, looksOf(arms), key, `${slug(key)}-along${suffix}`) ?? [],
      ),
    ),
    ...outcome('lossGap', 'loss-gap'),
    ...outcome('accuracyGap', 'accuracy-gap'),
    ...outcome('trace', 'hessian-trace'),
    ...outcome('sharpness', 'sharpness'),
    ...perProblem(({ arms, suffix }) => {
      const pooled = poolRates(arms);
      return outcomeFigure(
        pooled,
        looksOf(pooled),
        metricOf(runs, 'threshold'),
        `threshold${suffix}`,
      );
    }),
    ...perProblem(({ arms, suffix }) =>
      batchThresholdFigure(poolRates(arms), `threshold-by-batch${suffix}`),
    ),
    ...metricsIn(runs)
      .filter(({ associated }) => associated)
      .flatMap((measure) =>
        perProblem(({ arms, suffix }) =>
          associationFigure(
            arms,
            looksOf(arms),
            measure,
            associationOf(measure.key, arms),
            `${slug(measure.key)}-and-gap${suffix}`,
          ),
        ),
      ),
    ...everywhere(({ arms, suffix }) => arrayFigures(arms, suffix)),
    ...perProblem(({ arms, suffix }) =>
      distanceFigure(arms, distancesOf(arms), `distance-to-flow${suffix}`),
    ),
  ];
}

interface Panel {
  readonly arms: readonly Arm[];
  /** Ends the id of its figures; empty where there is one panel. */
  readonly suffix: string;
}

// All arms in one figure if they fit; else one figure per problem; else one per problem and η of SGD.
function panelsOf(arms: readonly Arm[]): readonly Panel[] {
  if (arms.length <= MOST_ARMS) return [{ arms, suffix: '' }];
  const parts = problemsOf(arms).flatMap((own) => (own.length > MOST_ARMS ? byRate(own) : [own]));
  return named(parts, (own) => {
    const noisy = own.find(({ family }) => family === 'stochastic');
    return noisy ? `${own[0]!.problem} eta ${noisy.rate}` : own[0]!.problem;
  });
}

/** SGD of one η with GD of that η and the flow; GD alone stays together. */
function byRate(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const noisy = arms.filter(({ family }) => family === 'stochastic');
  const rates = [...new Set(noisy.map(({ rate }) => rate))];
  if (rates.length < 2) return [arms];
  const panels = rates.map((one) => arms.filter(({ rate }) => [one, undefined].includes(rate)));
  const rest = arms.filter(({ family }) => family !== 'stochastic');
  const left = rest.some(({ rate }) => rate !== undefined && !rates.includes(rate));
  return left ? [...panels, rest] : panels;
}

function named(
  parts: readonly (readonly Arm[])[],
  nameOf: (arms: readonly Arm[]) => string,
): readonly Panel[] {
  if (parts.length <= 1) return parts.map((arms) => ({ arms, suffix: '' }));
  const slugs = parts.map((arms, i) => slug(nameOf(arms)) || String(i + 1));
  return parts.map((arms, i) => {
    const twin = slugs.indexOf(slugs[i]!) !== i;
    return { arms, suffix: `-${slugs[i]}${twin ? `-${i + 1}` : ''}` };
  });
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '');

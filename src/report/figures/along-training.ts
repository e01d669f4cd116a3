import { runsOf } from '../arms/arm.ts';
import { alongCurves, alongKeys, meanCurve as meanOf } from '../arms/curves.ts';
import { edgeLines } from '../arms/edges.ts';
import { metricOf } from '../arms/metric.ts';
import { SHARPNESS } from '../arms/recipe.ts';
import { capitalised } from '../arms/wording.ts';
import { meanCurve, rule } from '../plot/marks/index.ts';
import { scaleFor } from '../plot/scale.ts';
import { exceptionSentences, meanLinesSentence, setting, TRAINING_TIME } from './caption.ts';
import type { FigureEntry } from './entry.ts';
import { type Panel, shown, slug } from './panel.ts';
import { type Parts, perPanel } from './parts.ts';

/** Each metric that was measured along training against training time, a mean line an arm; λ with 2/η. */
export const alongTraining: FigureEntry = {
  name: 'along-training',
  figures: ({ arms, panels }) =>
    alongKeys(arms).flatMap((key) =>
      perPanel(`${slug(key)}-along`, panels, (panel) => partsOf(panel, key)),
    ),
};

/** Above so many arms the seeds behind the means would hide them. */
const MOST_ARMS_WITH_SEEDS = 6;

function partsOf(panel: Panel, key: string): Parts | null {
  const drawn = shown(panel, (arm) => alongCurves(arm, key));
  if (drawn.length === 0) return null;
  const arms = drawn.map(({ arm }) => arm);
  const values = drawn.flatMap(({ data }) => data.flat().map(({ y }) => y));
  const edges = key === 'sharpness' ? edgeLines(arms, Math.max(...values)) : [];
  const seeds = arms.length <= MOST_ARMS_WITH_SEEDS;
  const { name, axis } = metricOf(runsOf(arms), key)!;
  return {
    title: `${capitalised(name)} along training`,
    caption: [
      meanLinesSentence(arms, { mean: 'mean', seeds }),
      key === 'sharpness' && SHARPNESS,
      edges.length > 0 &&
        'Dashed: 2/η, above which gradient descent at η grows along the top eigenvector of a fixed quadratic.',
      exceptionSentences(arms, key),
      setting(arms),
    ],
    x: { title: TRAINING_TIME, scale: 'linear', padding: 0.01 },
    y: { title: axis, scale: scaleFor(values) },
    marks: [
      ...drawn.map(({ look, label, data }) =>
        meanCurve(meanOf(data), seeds && data.length > 1 ? data : [], look, label),
      ),
      ...edges.map(({ arm, label, lambda }) =>
        // Descent hovers above its edge, so the place below is free.
        rule({ y: lambda }, { label, colour: panel.looks.get(arm)!.colour, offset: 14 }),
      ),
    ],
  };
}

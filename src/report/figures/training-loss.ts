import { lossCeiling, lossCurves } from '../arms/loss-curves.ts';
import { together } from '../plot/mark.ts';
import { crosses, meanCurve, rule } from '../plot/marks/index.ts';
import type { Answers } from '../predictions/answers.ts';
import { linesAlt } from '../sketch/alt.ts';
import { divergedSentence, meanLinesSentence, setting, TRAINING_TIME } from '../sketch/caption.ts';
import { type Panel, shown } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import { judgedWindows } from './judged-windows.ts';
import { panelFigure } from './parts.ts';

/** Training loss against training time on log axes, a mean line an arm. */
export const trainingLoss = panelFigure('training-loss', 'panels', (panel, { answers }) =>
  partsOf(panel, answers?.evidence ?? []),
);

/** Above so many arms the seeds behind the means would hide them. */
const MOST_ARMS_WITH_SEEDS = 8;

function partsOf(panel: Panel, statements: Answers['evidence']): Parts | null {
  const ceiling = lossCeiling(panel.arms);
  const drawn = shown(panel, (arm) => lossCurves(arm, ceiling));
  if (drawn.length === 0) return null;
  const arms = drawn.map(({ arm }) => arm);
  const seeds = arms.length <= MOST_ARMS_WITH_SEEDS;
  const ends = drawn.flatMap(({ look: { colour }, data }) =>
    data.ends.map((end) => ({ ...end, colour })),
  );
  const judged = judgedWindows(
    'trainLoss',
    statements,
    drawn.map(({ arm, look, data }) => ({ arm, look, points: data.mean })),
  );
  const targets = new Set(panel.arms.flatMap(({ spec }) => spec.stop.loss ?? []));
  const lines = drawn.map(({ label, data }) => ({ label, points: data.mean }));
  return {
    title: 'Training loss against training time',
    alt: `Training loss against training time on logarithmic axes: ${linesAlt(lines)}.`,
    caption: [
      meanLinesSentence(arms, { mean: 'geometric mean', seeds }),
      arms.some(({ family }) => family === 'flow') &&
        'Widest line: gradient flow, the limit of gradient descent as η falls to 0.',
      judged.sentence,
      divergedSentence(
        arms,
        (runs, byArm) => `×: where the loss leaves the frame in ${runs}, in no mean (${byArm}).`,
      ),
    ],
    setting: setting(arms),
    x: { title: TRAINING_TIME, scale: 'logarithmic', padding: 0.01 },
    y: { title: 'Training loss L', scale: 'logarithmic', ceiling },
    marks: [
      ...drawn.map(({ arm, look, label, data }) =>
        together([
          meanCurve(data.mean, seeds ? data.seeds : data.diverged, look, label),
          ...judged.of(arm),
        ]),
      ),
      ...judged.marks,
      crosses(ends, 'diverged'),
      ...[...targets].map((loss) =>
        rule({ y: loss }, { label: `target ${loss}`, labelAt: 'start' }),
      ),
    ],
  };
}

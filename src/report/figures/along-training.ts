import { runsOf } from '../arms/arm.ts';
import { alongCurves, alongKeys, meanCurve as meanOf } from '../arms/curves.ts';
import { edgeWords } from '../arms/edge-words.ts';
import { edgeFormulas, edgeLines } from '../arms/edges.ts';
import { metricOf } from '../arms/metric.ts';
import { capitalised } from '../arms/wording.ts';
import { together } from '../plot/mark.ts';
import { meanCurve, rule } from '../plot/marks/index.ts';
import { scaleFor } from '../plot/scale.ts';
import type { Answers } from '../predictions/answers.ts';
import { linesAlt, listed } from '../sketch/alt.ts';
import {
  exceptionSentences,
  meanLinesSentence,
  setting,
  TRAINING_TIME,
} from '../sketch/caption.ts';
import { type Panel, shown, slug } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import type { FigureEntry } from './entry.ts';
import { judgedWindows } from './judged-windows.ts';
import { perPanel } from './parts.ts';

/** Each metric that was measured along training against training time, a mean line an arm; with the edges of stability that are its own. */
export const alongTraining: FigureEntry = {
  name: 'along-training',
  ids: ({ along }) => along.map(idOf),
  figures: ({ arms, panels, answers }) =>
    alongKeys(arms).flatMap((key) =>
      perPanel(idOf(key), panels, (panel) => partsOf(panel, key, answers?.evidence ?? [])),
    ),
};

const idOf = (key: string) => `${slug(key)}-along`;

/** Above so many arms the seeds behind the means would hide them. */
const MOST_ARMS_WITH_SEEDS = 6;

/** Lines nearer than by this factor have no room for a label between them. */
const NEXT = 1.25;

function partsOf(panel: Panel, key: string, statements: Answers['evidence']): Parts | null {
  const drawn = shown(panel, (arm) => alongCurves(arm, key));
  if (drawn.length === 0) return null;
  const arms = drawn.map(({ arm }) => arm);
  const values = drawn.flatMap(({ data }) => data.flat().map(({ y }) => y));
  const edges = edgeLines(arms, key, Math.max(...values));
  const words = edgeWords(key);
  const seeds = arms.length <= MOST_ARMS_WITH_SEEDS;
  const lines = drawn.map(({ label, data }) => ({ label, points: meanOf(data) }));
  const judged = judgedWindows(
    key,
    statements,
    drawn.map(({ arm, look, data }) => ({ arm, look, points: meanOf(data) })),
  );
  const { name, axis } = metricOf(runsOf(arms), key)!;
  return {
    title: `${capitalised(name)} along training`,
    alt: `${capitalised(name)} against training time: ${linesAlt(lines)}${edgesAlt(edges)}.`,
    caption: [
      meanLinesSentence(arms, { mean: 'mean', seeds }),
      ...(words === undefined ? [] : [words.definition]),
      edges.length > 0 && `Dashed: ${edgeFormulas(edges)}, above which ${words?.above}.`,
      judged.sentence,
      exceptionSentences(arms, key),
    ],
    setting: setting(arms),
    x: { title: TRAINING_TIME, scale: 'linear', padding: 0.01 },
    y: { title: axis, scale: scaleFor(values) },
    marks: [
      ...drawn.map(({ arm, look, label, data }) =>
        together([
          meanCurve(meanOf(data), seeds && data.length > 1 ? data : [], look, label),
          ...judged.of(arm),
        ]),
      ),
      ...judged.marks,
      ...edges.map(({ arm, label, value }) => {
        // Descent hovers above its edge, so the place below is free, unless another line lies there.
        const below = edges.some((one) => one.value < value && value < NEXT * one.value);
        const colour = panel.looks.get(arm)!.colour;
        return rule({ y: value }, { label, colour, ...(!below && { offset: 14 }) });
      }),
    ],
  };
}

const edgesAlt = (edges: readonly { readonly label: string }[]) =>
  edges.length === 0 ? '' : `; dashed lines at ${listed(edges.map(({ label }) => label))}`;

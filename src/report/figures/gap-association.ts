import { significant } from '../../core/format.ts';
import { runsOf } from '../arms/arm.ts';
import { type Metric, metricOf, metricsIn } from '../arms/metric.ts';
import { type Association, associationStatement, pointsOf } from '../findings/association.ts';
import { sentenceOf } from '../findings/finding.ts';
import { faded } from '../plot/colour.ts';
import { points } from '../plot/marks/index.ts';
import { rangeAlt } from '../sketch/alt.ts';
import { setting } from '../sketch/caption.ts';
import { findingsOn, type Panel, shown, slug } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import type { FigureEntry } from './entry.ts';
import { perPanel } from './parts.ts';

/** Each metric of where training ended against the loss gap, a dot a run, coloured by arm. */
export const gapAssociations: FigureEntry = {
  name: 'metric-and-gap',
  ids: ({ measures }) => measures.map(idOf),
  figures: ({ runs, problems, findings: { associations } }) =>
    metricsIn(runs)
      .filter(({ associated }) => associated)
      .flatMap((metric) =>
        perPanel(idOf(metric.key), problems, (panel) => {
          const found = findingsOn(panel, associations);
          const own = found.find(({ measure }) => measure === metric.key);
          // Fewer than eight points, or too few arms for ranks to tell, make no figure: trends say more.
          return own === undefined ? null : partsOf(panel, metric, own);
        }),
      ),
};

const idOf = (key: string) => `${slug(key)}-and-gap`;

function partsOf(panel: Panel, metric: Metric, association: Association): Parts {
  const drawn = shown(panel, (arm) => pointsOf(arm, metric));
  const all = drawn.flatMap(({ data }) => data);
  const n = all.length;
  const gap = metricOf(runsOf(panel.arms), 'lossGap')!;
  return {
    title: `Generalization gap against ${metric.name}`,
    alt: `A dot for each of ${n} runs: ${gap.name} ${rangeAlt(all.map(({ y }) => y))} against ${metric.name} ${rangeAlt(all.map(({ x }) => x))}; Kendall’s τ is ${significant(association.tau, 2)}.`,
    caption: [
      `One dot per run (n = ${n} runs).`,
      sentenceOf(associationStatement(association, metric)),
    ],
    setting: setting(drawn.map(({ arm }) => arm)),
    x: { title: metric.axis, scale: 'linear', padding: 0.08 },
    y: { title: gap.axis, scale: 'linear', padding: 0.08 },
    marks: drawn.map(({ label, look: { colour, point }, data }) =>
      points(data, { label, colour, fill: faded(colour, 0.75), shape: point, edge: 1.2 }),
    ),
    key: 'marker',
  };
}

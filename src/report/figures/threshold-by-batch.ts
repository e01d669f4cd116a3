import { runsOf } from '../arms/arm.ts';
import { initialEdge } from '../arms/edges.ts';
import { metricOf } from '../arms/metric.ts';
import { recipe } from '../arms/recipe.ts';
import { BOUNDS, boundByBatch, thresholdByBatch } from '../arms/threshold-by-batch.ts';
import { intervalSentence } from '../arms/wording.ts';
import { category } from '../plot/colour.ts';
import { curve, rule, sampledCurve } from '../plot/marks/index.ts';
import { BLUE } from '../plot/theme.ts';
import { ticksAt } from '../plot/ticks.ts';
import { listed, valuesAlt } from '../sketch/alt.ts';
import type { Panel } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import { panelFigure } from './parts.ts';

/**
 * η_max against the batch size, the full batch at B = n, with 2/λ₀ and the bounds of stability in mean square; none
 * below three sizes, or where no bound was measured: the figure by method and batch size then says as much.
 */
export const thresholdByBatchSize = panelFigure('threshold-by-batch', 'pooled', partsOf);

const STYLES = [
  { ...BOUNDS[0], colour: category(1), dash: [9, 5] },
  { ...BOUNDS[1], colour: category(2), dash: [3, 4] },
];

function partsOf(panel: Panel): Parts | null {
  const found = thresholdByBatch(panel.arms);
  const sizes = found.map(({ x }) => x);
  const bounds = STYLES.map((style) => ({ style, data: boundByBatch(found, style.key) })).filter(
    ({ data }) => data.length > 1,
  );
  if (new Set(sizes).size < 3 || bounds.length === 0) return null;
  const arms = found.map(({ arm }) => arm);
  const edge = initialEdge(arms, { multiple: 2 });
  const means = found.map(({ x, mean }) => ({ label: `B = ${x}`, value: mean }));
  const lines = [
    ...bounds.map(({ style }) => style.label),
    ...(edge === undefined ? [] : ['2/λ₀']),
  ];
  return {
    title: 'Largest stable rate against batch size',
    alt: `Largest stable rate against batch size, means over seeds: ${valuesAlt(means)}; lines for ${listed(lines)}.`,
    caption: [
      intervalSentence(found.map(({ n }) => n)),
      'ηₘₐₓ is measured from the initial weights; at B = n the full batch. 2/λ₀ is the edge of gradient descent there.',
      'Bounds: SGD linearised at the initial weights is unstable in mean square above them (exact at a minimum; training that moves to where it is flatter may survive beyond).',
    ],
    setting: [recipe(arms)],
    x: { title: 'Batch size B', scale: 'logarithmic', ticks: ticksAt(sizes), grid: false },
    y: { title: metricOf(runsOf(arms), 'threshold')!.axis, scale: 'logarithmic' },
    marks: [
      ...bounds.map(({ data, style }) => curve(data, style)),
      sampledCurve(found, { label: 'ηₘₐₓ measured', colour: BLUE, aside: 1.06 }),
      ...(edge === undefined ? [] : [rule({ y: edge }, { label: '2/λ₀', labelAt: 'start' })]),
    ],
    legend: 'top',
  };
}

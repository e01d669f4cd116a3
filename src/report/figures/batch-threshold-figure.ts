import { mean } from '../../stats/summary.ts';
import { type Arm, runsOf } from '../arms/arm.ts';
import { bySeed } from '../arms/measured.ts';
import { metricOf } from '../arms/metric.ts';
import { recipe } from '../arms/recipe.ts';
import { spreadOfArm } from '../arms/spread.ts';
import { intervalSentence } from '../arms/wording.ts';
import { chart, padded, referenceLine } from '../plot/chart.ts';
import { faded } from '../plot/colour.ts';
import type { Figure, JsonObject } from '../plot/figure.ts';

/** A bound of η_max that was measured beside it. */
interface Bound {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
}

const BOUNDS: readonly Bound[] = [
  { key: 'batchBound', label: 'bound along the top eigenvector', colour: '#d55e00', dash: [9, 5] },
  { key: 'frobeniusBound', label: 'Frobenius bound', colour: '#009e73', dash: [3, 4] },
];

const DATA = '#4561b0';

/**
 * η_max against the batch size, with 2/λ₀ and the bounds of stability in mean square; null below three sizes,
 * or where no bound was measured: the figure by method and batch size then says as much.
 *
 * The full batch stands at B = n.
 */
export function batchThresholdFigure(arms: readonly Arm[], id: string): Figure | null {
  const points = arms.flatMap((arm) => {
    const B = sizeOf(arm);
    const spread = spreadOfArm(arm, 'threshold');
    return B === undefined || spread === null ? [] : [{ arm, B, spread }];
  });
  points.sort((a, b) => a.B - b.B);
  if (new Set(points.map(({ B }) => B)).size < 3) return null;
  const drawn = points.map(({ arm }) => arm);
  const lines = BOUNDS.map((bound) => ({
    ...bound,
    data: points.flatMap(({ arm, B }) => {
      const spread = spreadOfArm(arm, bound.key);
      return spread === null || !(spread.mean > 0) ? [] : [{ x: B, y: spread.mean }];
    }),
  })).filter(({ data }) => data.length > 1);
  if (lines.length === 0) return null;
  const lambdas = new Map(drawn.flatMap((arm) => [...bySeed(arm, 'initialSharpness')]));
  const edge = lambdas.size === 0 ? undefined : mean([...lambdas.values()].map((l) => 2 / l));
  const values = [
    ...points.flatMap(({ arm, spread }) => [spread.mean, ...bySeed(arm, 'threshold').values()]),
    ...lines.flatMap(({ data }) => data.map(({ y }) => y)),
    ...(edge === undefined ? [] : [edge]),
  ];
  const inside = padded(values, 'logarithmic', 0.35);
  const ends = points
    .flatMap(({ spread }) => spread.interval ?? [])
    .map((end) => Math.min(Math.max(end, inside.low), inside.high));
  const y = padded([...values, ...ends], 'logarithmic', 0.06);
  const sizes = [...new Set(points.map(({ B }) => B))];
  const x = padded(sizes, 'logarithmic', 0.06);
  return {
    id,
    title: 'Largest stable rate against batch size',
    caption: [
      intervalSentence(points.map(({ spread }) => spread.n)),
      'ηₘₐₓ is measured from the initial weights; at B = n the full batch. 2/λ₀ is the edge of gradient descent there.',
      'Bounds: SGD linearised at the initial weights is unstable in mean square above them (exact at a minimum; ' +
        'training that moves to where it is flatter may survive beyond).',
      recipe(drawn),
    ].join(' '),
    config: chart({
      key: 'line',
      legend: 'top',
      x: {
        title: 'Batch size B',
        scale: 'logarithmic',
        ...x,
        marks: { kind: 'fixed', at: sizes.map((B) => ({ value: B, label: String(B) })) },
        grid: false,
      },
      y: {
        title: metricOf(runsOf(drawn), 'threshold')!.axis,
        scale: 'logarithmic',
        ...y,
        marks: { kind: 'decades' },
        grid: true,
      },
      datasets: [
        ...lines.map(({ data, label, colour, dash }) => curve({ data, label, colour, dash })),
        curve({
          data: points.map(({ B, spread }) => ({ x: B, y: spread.mean })),
          ...{ label: 'ηₘₐₓ measured', colour: DATA, dash: [] },
        }),
        seeds(points),
        ...points.map(({ B, spread }) => marker(B, spread.mean, spread.interval, y)),
      ],
      annotations:
        edge === undefined
          ? []
          : [referenceLine({ at: { y: edge }, label: '2/λ₀', labelAt: 'start' })],
    }),
  };
}

/** B of SGD, n of gradient descent, undefined of other methods. */
function sizeOf({ family, batch, spec }: Arm): number | undefined {
  if (family === 'stochastic') return batch;
  return family === 'descent' ? spec.data.train : undefined;
}

const curve = (of: {
  readonly data: readonly { readonly x: number; readonly y: number }[];
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
}): JsonObject => ({
  label: of.label,
  data: of.data,
  showLine: true,
  radius: 0,
  pointStyle: 'line',
  borderColor: of.colour,
  backgroundColor: of.colour,
  borderWidth: 2.4,
  borderDash: of.dash as number[],
  order: 15,
});

const seeds = (points: readonly { readonly arm: Arm; readonly B: number }[]): JsonObject => ({
  data: points.flatMap(({ arm, B }) =>
    [...bySeed(arm, 'threshold').values()].map((y) => ({ x: B * 1.06, y })),
  ),
  radius: 4,
  borderWidth: 0,
  backgroundColor: faded(DATA, 0.35),
  order: 10,
});

const marker = (
  x: number,
  y: number,
  interval: readonly [number, number] | null,
  { low, high }: { readonly low: number; readonly high: number },
): JsonObject => ({
  type: 'scatterWithErrorBars',
  data: [
    {
      ...{ x, y },
      yMin: Math.max(interval?.[0] ?? y, low),
      yMax: Math.min(interval?.[1] ?? y, high),
    },
  ],
  radius: 7,
  borderWidth: 0,
  backgroundColor: DATA,
  errorBarColor: DATA,
  errorBarWhiskerColor: DATA,
  errorBarLineWidth: 2.2,
  errorBarWhiskerLineWidth: 2.2,
  errorBarWhiskerRatio: 0,
  errorBarWhiskerSize: interval === null ? 0 : 11,
  order: 5,
});

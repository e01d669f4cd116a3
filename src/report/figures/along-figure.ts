import { type Arm, hasEdge, runsOf } from '../arms/arm.ts';
import { legendLabels } from '../arms/legend-labels.ts';
import { diverged } from '../arms/measured.ts';
import { metricOf } from '../arms/metric.ts';
import { recipe, SHARPNESS, stopRule } from '../arms/recipe.ts';
import { capitalised, plural } from '../arms/wording.ts';
import { chart, padded, referenceLine, scaleFor } from '../plot/chart.ts';
import { faded, type Look } from '../plot/colour.ts';
import type { Figure, JsonObject } from '../plot/figure.ts';
import { line } from '../plot/line.ts';
import { curvesOf, meanOf, type Point } from './along-curves.ts';

/** Above so many arms the seeds behind the means would hide them. */
const MOST_ARMS_WITH_SEEDS = 6;
/** Lines of 2/η that can be told apart. */
const MOST_EDGES = 6;

/** One quantity against training time, a mean line per arm; λ with the edge of stability 2/η of each. */
export function alongFigure(
  arms: readonly Arm[],
  looks: ReadonlyMap<Arm, Look>,
  key: string,
  id: string,
): Figure | null {
  const drawn = arms
    .map((arm) => ({ arm, look: looks.get(arm)!, curves: curvesOf(arm, key) }))
    .filter(({ curves }) => curves.length > 0);
  if (drawn.length === 0) return null;
  const labels = legendLabels(drawn.map(({ arm }) => arm));
  const points = drawn.flatMap(({ curves }) => curves.flat());
  const values = points.map(({ y }) => y);
  const edges = key === 'sharpness' ? edgesOf(drawn, Math.max(...values)) : [];
  const scale = scaleFor(values);
  const times = points.map(({ x }) => x);
  const x = padded(times, 'linear', 0.01);
  const y = padded([...values, ...edges.map(({ level }) => level)], scale, 0.06);
  const seeds = drawn.length <= MOST_ARMS_WITH_SEEDS;
  const { name, axis } = metricOf(runsOf(arms), key)!;
  return {
    id,
    title: `${capitalised(name)} along training`,
    caption: captionOf(
      drawn.map(({ arm }) => arm),
      key,
      { seeds, edges: edges.length > 0 },
    ),
    config: chart({
      x: {
        title: 'Training time t = Σ Δt  (η × steps for GD and SGD)',
        scale: 'linear',
        ...x,
        marks: { kind: 'linear' },
        grid: true,
      },
      y: {
        title: axis,
        scale,
        ...y,
        marks: { kind: scale === 'linear' ? 'linear' : 'decades' },
        grid: true,
      },
      datasets: drawn.flatMap(({ arm, look, curves }) => linesOf(arm, look, curves, labels, seeds)),
      annotations: edges.map(({ level, colour, rate }) =>
        referenceLine({
          at: { y: level },
          label: `2/η = ${Number(level.toPrecision(3))}  (η = ${rate})`,
          colour,
          // Descent hovers above its edge, so the place below is free.
          offset: 14,
        }),
      ),
    }),
  };
}

function linesOf(
  arm: Arm,
  look: Look,
  curves: readonly (readonly Point[])[],
  labels: ReadonlyMap<Arm, string>,
  seeds: boolean,
): JsonObject[] {
  const flow = arm.family === 'flow';
  const bold: JsonObject = {
    ...line(meanOf(curves), look.colour, flow ? 5 : 2.6),
    label: labels.get(arm)!,
    borderDash: look.dash as number[],
    order: flow ? 20 : 10,
  };
  if (!seeds || curves.length < 2) return [bold];
  return [
    bold,
    ...curves.map((curve) => ({ ...line(curve, faded(look.colour, 0.3), 1.1), order: 30 })),
  ];
}

interface Edge {
  readonly rate: number;
  /** 2/η */
  readonly level: number;
  readonly colour: string;
}

/** 2/η of each rate, where it is near enough to the greatest λ not to flatten the data. */
function edgesOf(
  drawn: readonly { readonly arm: Arm; readonly look: Look }[],
  greatest: number,
): readonly Edge[] {
  const edges = drawn.flatMap(({ arm, look }) => {
    const rate = hasEdge(arm) ? arm.rate : undefined;
    return rate !== undefined && 2 / rate <= 1.25 * greatest
      ? [{ rate, level: 2 / rate, colour: look.colour }]
      : [];
  });
  const byRate = [...new Map(edges.map((edge) => [edge.rate, edge])).values()];
  return byRate.length <= MOST_EDGES ? byRate : [];
}

function captionOf(
  arms: readonly Arm[],
  key: string,
  { seeds, edges }: { readonly seeds: boolean; readonly edges: boolean },
): string {
  const counts = [...new Set(arms.map(({ runs }) => runs.length))].sort((a, b) => a - b);
  const blown = arms.flatMap(({ runs }) => runs.filter(diverged)).length;
  const rows = arms.flatMap(({ runs }) =>
    runs.flatMap(({ series }) => (series[`${key}Converged`] ?? []).filter((x) => x === 0)),
  ).length;
  return [
    counts.at(-1)! > 1
      ? `Bold lines: mean over seeds (n = ${counts.join(' or ')} per line), as far as every seed runs${seeds ? '; thin lines: single seeds' : ''}; no interval is drawn.`
      : 'One seed per line (n = 1), so no interval can be given.',
    ...(key === 'sharpness' ? [SHARPNESS] : []),
    ...(edges
      ? [
          'Dashed: 2/η, above which gradient descent at η grows along the top eigenvector of a fixed quadratic.',
        ]
      : []),
    ...(rows > 0 ? [`${plural(rows, 'point')} did not reach the accuracy asked for.`] : []),
    ...(blown > 0 ? [`${plural(blown, 'diverged run')} left out.`] : []),
    recipe(arms),
    stopRule(arms),
  ].join(' ');
}

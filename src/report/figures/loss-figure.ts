import type { Run } from '../../lab/records/record.ts';
import type { Arm } from '../arms/arm.ts';
import { legendLabels } from '../arms/legend-labels.ts';
import { diverged } from '../arms/measured.ts';
import { recipe, stopRule } from '../arms/recipe.ts';
import { plural } from '../arms/wording.ts';
import { chart, padded, referenceLine } from '../plot/chart.ts';
import { faded, type Look } from '../plot/colour.ts';
import type { Figure, JsonObject } from '../plot/figure.ts';
import { line } from '../plot/line.ts';

type Point = { readonly x: number; readonly y: number };

/** Of a mean curve, per factor of ten in time: finer points fall on one pixel and fray the line. */
const POINTS_PER_DECADE = 40;
/** Above so many arms the seeds behind the means would hide them. */
const MOST_ARMS_WITH_SEEDS = 8;

/** Training loss against training time on log axes, one mean line per arm; null without two rows. */
export function lossFigure(
  arms: readonly Arm[],
  looks: ReadonlyMap<Arm, Look>,
  id: string,
): Figure | null {
  const drawn = arms
    .map((arm) => ({ arm, look: looks.get(arm)!, curves: arm.runs.map(curveOf).filter(long) }))
    .filter(({ curves }) => curves.length > 0);
  if (drawn.length === 0) return null;
  const labels = legendLabels(drawn.map(({ arm }) => arm));
  const datasets: JsonObject[] = [];
  const crosses: JsonObject[] = [];
  const all: Point[] = [];
  const ceiling = ceilingOf(arms);
  const calm: Point[] = [];
  for (const { arm, look, curves } of drawn) {
    const flow = arm.family === 'flow';
    const mean = geometricMean(
      arm.runs
        .filter((run) => !diverged(run))
        .map(curveOf)
        .filter(long),
    );
    const blown = arm.runs.filter(diverged).map(curveOf).filter(long);
    const seeds = drawn.length <= MOST_ARMS_WITH_SEEDS && curves.length > 1 ? curves : blown;
    all.push(...curves.flat());
    calm.push(...curves.flat().filter((point) => point.y <= ceiling));
    datasets.push({
      ...line(mean.length > 0 ? mean : (blown[0] ?? []), look.colour, flow ? 5.5 : 2.6),
      label: labels.get(arm)!,
      borderDash: look.dash as number[],
      order: flow ? 20 : 10,
    });
    for (const curve of seeds) {
      datasets.push({ ...line(curve, faded(look.colour, 0.28), 1.1), order: 30 });
    }
    if (blown.length > 0) {
      crosses.push({
        ...(crosses.length === 0 ? { label: 'diverged' } : {}),
        data: blown.map((curve) => curve.findLast((point) => point.y <= ceiling) ?? curve[0]!),
        pointStyle: 'crossRot',
        radius: 8,
        borderColor: look.colour,
        borderWidth: 2.5,
        order: 1,
      });
    }
  }
  const targets = [...new Set(arms.flatMap(({ spec }) => spec.stop.loss ?? []))];
  const y = padded([...calm.map((point) => point.y), ...targets], 'logarithmic', 0.06);
  const x = padded(
    all.map((point) => point.x),
    'logarithmic',
    0.01,
  );
  return {
    id,
    title: 'Training loss against training time',
    caption: captionOf(drawn.map(({ arm }) => arm)),
    config: chart({
      x: {
        title: 'Training time t = Σ Δt  (η × steps for GD and SGD)',
        scale: 'logarithmic',
        ...x,
        marks: { kind: 'decades' },
        grid: true,
      },
      y: {
        title: 'Training loss L',
        scale: 'logarithmic',
        ...y,
        marks: { kind: 'decades' },
        grid: true,
      },
      datasets: [...datasets, ...crosses],
      annotations: targets.map((loss) =>
        referenceLine({ at: { y: loss }, label: `target ${loss}`, labelAt: 'start' }),
      ),
    }),
  };
}

// A blow-up by decades would flatten the rest: the frame ends at four times what other runs need.
function ceilingOf(arms: readonly Arm[]): number {
  const losses = arms.flatMap(({ runs }) =>
    runs.filter((run) => !diverged(run)).flatMap((run) => curveOf(run).map(({ y }) => y)),
  );
  return losses.length === 0 ? Number.POSITIVE_INFINITY : 4 * Math.max(...losses);
}

/** The rows of a run that log axes can show. */
function curveOf({ series }: Run): readonly Point[] {
  const times = series.time ?? [];
  const losses = series.trainLoss ?? [];
  return times.flatMap((x, i) => {
    const y = losses[i];
    return x > 0 && y !== undefined && y > 0 && Number.isFinite(y) ? [{ x, y }] : [];
  });
}

const long = (curve: readonly Point[]) => curve.length >= 2;

/**
 * exp of the mean of log L at equal times, by interpolation linear in log t and log L.
 *
 * Only over times that every seed has: a mean over fewer seeds would jump where one ends.
 */
function geometricMean(curves: readonly (readonly Point[])[]): readonly Point[] {
  if (curves.length <= 1) return curves[0] ?? [];
  const from = Math.log(Math.max(...curves.map((curve) => curve[0]!.x)));
  const to = Math.log(Math.min(...curves.map((curve) => curve.at(-1)!.x)));
  if (!(to > from)) return [];
  const steps = Math.max(16, Math.ceil((POINTS_PER_DECADE * (to - from)) / Math.LN10));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const at = from + ((to - from) * i) / steps;
    const logs = curves.map((curve) => logLossAt(curve, at));
    const mean = logs.reduce((total, log) => total + log, 0) / logs.length;
    return { x: Math.exp(at), y: Math.exp(mean) };
  });
}

function logLossAt(curve: readonly Point[], logTime: number): number {
  const next = curve.findIndex(({ x }) => Math.log(x) >= logTime);
  if (next <= 0) return Math.log(curve.at(next)!.y);
  const [a, b] = [curve[next - 1]!, curve[next]!];
  const share = (logTime - Math.log(a.x)) / (Math.log(b.x) - Math.log(a.x));
  return Math.log(a.y) + share * (Math.log(b.y) - Math.log(a.y));
}

function captionOf(arms: readonly Arm[]): string {
  const counts = [...new Set(arms.map(({ runs }) => runs.length))].sort((a, b) => a - b);
  const several = counts.at(-1)! > 1;
  const blown = arms.flatMap(({ runs }) => runs.filter(diverged)).length;
  const blownArms = arms
    .filter(({ runs }) => runs.some(diverged))
    .map(({ label, runs }) => `${label}: ${runs.filter(diverged).length} of ${runs.length}`)
    .join('; ');
  return [
    several
      ? `Bold lines: geometric mean over seeds (n = ${counts.join(' or ')} per line), as far as every seed runs; ` +
        (arms.length <= MOST_ARMS_WITH_SEEDS ? 'thin lines: single seeds; ' : '') +
        'no interval is drawn.'
      : 'One seed per line (n = 1), so no interval can be given.',
    ...(arms.some(({ family }) => family === 'flow')
      ? ['Black: gradient flow, the limit of gradient descent as η falls to 0.']
      : []),
    ...(blown > 0
      ? [
          `×: where the loss leaves the frame in ${plural(blown, 'diverged run')}, in no mean (${blownArms}).`,
        ]
      : []),
    recipe(arms),
    stopRule(arms),
  ].join(' ');
}

import type { Arm } from '../arms/arm.ts';
import type { Metric } from '../arms/metric.ts';
import { spreadOfArm } from '../arms/spread.ts';
import { faded, type Look } from '../plot/colour.ts';
import type { JsonObject } from '../plot/figure.ts';
import { type Dot, dotsOf } from './outcome-dots.ts';

/** Where and how an arm is drawn; its interval is cut off at the frame. */
export interface Shape {
  readonly look: Look;
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** The mean of an arm with its t interval, and beside it the seeds: dots, hollow, or × if unconverged. */
export function armDatasets(arm: Arm, metric: Metric, { look, x, low, high }: Shape): JsonObject[] {
  const seeds = dotsOf(arm, metric);
  const beside = (i: number) => x + (seeds.length > 1 ? 0.16 + 0.07 * (i % 3) : 0);
  const dot = (style: JsonObject, keep: (seed: Dot) => boolean): JsonObject => ({
    data: seeds.flatMap((seed, i) => (keep(seed) ? [{ x: beside(i), y: seed.y }] : [])),
    radius: 4.5,
    borderWidth: 1.6,
    borderColor: faded(look.colour, 0.6),
    order: 20,
    ...style,
  });
  const solid = { backgroundColor: faded(look.colour, 0.35), borderColor: faded(look.colour, 0.0) };
  const sets = [
    dot(solid, ({ within, converged }) => within && converged),
    dot({ pointStyle: 'crossRot', radius: 6 }, ({ within, converged }) => within && !converged),
    dot({ backgroundColor: '#ffffff' }, ({ within }) => !within),
  ].filter(({ data }) => (data as readonly unknown[]).length > 0);
  const spread = spreadOfArm(arm, metric.key);
  if (spread === null) return sets;
  const [bottom, top] = spread.interval ?? [spread.mean, spread.mean];
  return [
    ...sets,
    {
      type: 'scatterWithErrorBars',
      data: [{ x, y: spread.mean, yMin: Math.max(bottom, low), yMax: Math.min(top, high) }],
      pointStyle: look.point,
      radius: 8,
      borderWidth: 0,
      backgroundColor: look.colour,
      errorBarColor: look.colour,
      errorBarWhiskerColor: look.colour,
      errorBarLineWidth: 2.4,
      errorBarWhiskerLineWidth: 2.4,
      errorBarWhiskerRatio: 0,
      errorBarWhiskerSize: spread.interval === null ? 0 : 13,
      order: 5,
    },
  ];
}

/** A thin line through the means of each η of SGD, which guides the eye along B and says no more. */
export function connections(
  arms: readonly Arm[],
  metric: Metric,
  at: ReadonlyMap<Arm, number>,
  looks: ReadonlyMap<Arm, Look>,
): JsonObject[] {
  const noisy = arms.filter(({ family }) => family === 'stochastic');
  const keyOf = ({ problem, rate }: Arm) => `${problem} ${rate}`;
  const rates = new Set(noisy.map(({ rate }) => rate));
  return [...new Set(noisy.map(keyOf))].map((key) => {
    const own = noisy.filter((arm) => keyOf(arm) === key);
    const look = looks.get(own[0]!)!;
    return {
      data: own.flatMap((arm) => {
        const spread = spreadOfArm(arm, metric.key);
        return spread === null ? [] : [{ x: at.get(arm)!, y: spread.mean }];
      }),
      ...(rates.size > 1 ? { label: `SGD η = ${own[0]!.rate}` } : {}),
      showLine: true,
      radius: 0,
      pointStyle: look.point,
      borderColor: '#9aa0a6',
      backgroundColor: '#6b7178',
      borderDash: look.dash as number[],
      borderWidth: 1.5,
      order: 15,
    };
  });
}

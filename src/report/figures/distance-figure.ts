import { significant } from '../../core/format.ts';
import type { Arm } from '../arms/arm.ts';
import { recipe } from '../arms/recipe.ts';
import { spreadOf } from '../arms/spread.ts';
import { intervalSentence } from '../arms/wording.ts';
import { slopeText } from '../findings/distance.ts';
import type { Distance } from '../findings/distance-to-flow.ts';
import { chart, padded } from '../plot/chart.ts';
import { faded, sequence } from '../plot/colour.ts';
import type { Figure, JsonObject } from '../plot/figure.ts';

/** Distance of GD from gradient flow against η on log axes, one line per training time. */
export function distanceFigure(
  arms: readonly Arm[],
  distances: readonly Distance[],
  id: string,
): Figure | null {
  if (distances.length === 0) return null;
  const colours = sequence(distances.length);
  const datasets = distances.flatMap((distance, i) =>
    lineOf(distance, colours[i]!, Math.exp(0.035 * (i - (distances.length - 1) / 2))),
  );
  const guide = guideOf(distances);
  const rates = distances.flatMap(({ points }) => points.map(({ rate }) => rate));
  const values = distances.flatMap(({ points }) => points.flatMap((point) => point.values));
  const units = new Set(distances.map(({ relativeTo }) => relativeTo));
  const unit = units.has('displacement') ? '‖θ(t) − θ(0)‖' : '‖θ(t)‖';
  return {
    id,
    title: 'Distance of gradient descent from gradient flow against η',
    caption: [
      intervalSentence(
        distances.flatMap(({ points }) => points.map((point) => point.values.length)),
      ),
      `Distances ‖θ_GD(t) − θ(t)‖ are paired by seed and divided by ${unit} of the flow θ.`,
      'Dotted: slope 1, a distance proportional to η.',
      exponents(distances),
      recipe(arms),
    ].join(' '),
    config: chart({
      x: {
        title: 'Step η',
        scale: 'logarithmic',
        ...padded(rates, 'logarithmic', 0.08),
        marks: { kind: 'fixed', at: rateMarks(rates) },
        grid: true,
      },
      y: {
        title: 'Relative distance from flow',
        scale: 'logarithmic',
        ...padded([...values, ...guide.map(({ y }) => y)], 'logarithmic', 0.07),
        marks: { kind: 'decades' },
        grid: true,
      },
      datasets: [
        ...datasets,
        {
          label: 'slope 1',
          data: guide,
          showLine: true,
          radius: 0,
          pointStyle: 'line',
          borderColor: '#6b7178',
          borderDash: [2, 5],
          borderWidth: 2,
          order: 30,
        },
      ],
    }),
  };
}

function exponents(distances: readonly Distance[]): string {
  const one = distances.map(({ time, slope }) => `${slopeText(slope)} at t = ${significant(time)}`);
  return `Fitted exponents of η: ${one.join('; ')}.`;
}

// Times stand a little apart about their η: their intervals would hide one another.
function lineOf({ time, points }: Distance, colour: string, aside: number): JsonObject[] {
  const means = points.map(({ rate, values }) => ({ rate, ...spreadOf(values)! }));
  return [
    {
      type: 'scatterWithErrorBars',
      // A log axis has no place for the lower end of an interval that reaches 0.
      data: means.map(({ rate, mean, interval }) => ({
        x: rate * aside,
        y: mean,
        yMin: Math.max(interval?.[0] ?? mean, mean / 10),
        yMax: interval?.[1] ?? mean,
      })),
      radius: 7,
      borderWidth: 0,
      backgroundColor: colour,
      errorBarColor: colour,
      errorBarWhiskerColor: colour,
      errorBarLineWidth: 2,
      errorBarWhiskerLineWidth: 2,
      errorBarWhiskerRatio: 0,
      errorBarWhiskerSize: 10,
      order: 5,
    },
    {
      label: `t = ${significant(time)}`,
      pointStyle: 'line',
      data: means.map(({ rate, mean }) => ({ x: rate * aside, y: mean })),
      showLine: true,
      radius: 0,
      borderColor: colour,
      borderWidth: 2.2,
      order: 10,
    },
    {
      data: points.flatMap(({ rate, values }) =>
        values.map((y) => ({ x: rate * aside * 1.025, y })),
      ),
      radius: 3.5,
      borderWidth: 0,
      backgroundColor: faded(colour, 0.35),
      order: 20,
    },
  ];
}

// Half a decade's share below the lowest line, so that it guides without covering.
function guideOf(distances: readonly Distance[]): { x: number; y: number }[] {
  const first = distances[0]!.points;
  const from = first[0]!.rate;
  const to = first.at(-1)!.rate;
  const lowest = Math.min(...distances.map(({ points }) => spreadOf(points[0]!.values)!.mean));
  return [from, to].map((x) => ({ x, y: (0.6 * lowest * x) / from }));
}

const rateMarks = (rates: readonly number[]) => {
  const sorted = [...new Set(rates)].sort((a, b) => a - b);
  // Labels an eighth of the axis apart at least.
  const room = Math.log(sorted.at(-1)! / sorted[0]!) / 8;
  let last = Number.NEGATIVE_INFINITY;
  return sorted.flatMap((value) => {
    if (Math.log(value) - last < room) return [];
    last = Math.log(value);
    return [{ value, label: String(value) }];
  });
};

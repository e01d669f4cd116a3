import { significant } from '../../core/format.ts';
import { recipe } from '../arms/recipe.ts';
import { spreadOf } from '../arms/spread.ts';
import { intervalSentence } from '../arms/wording.ts';
import { slopeText } from '../findings/distance.ts';
import { powerLine, sampledCurves } from '../plot/marks/index.ts';
import { ticksAt } from '../plot/ticks.ts';
import { linesAlt } from '../sketch/alt.ts';
import { findingsOn, type Panel } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import type { Evidence } from './entry.ts';
import { panelFigure } from './parts.ts';

/** Distance of gradient descent from gradient flow in weights against η on log axes, a line a training time. */
export const distanceToFlow = panelFigure('distance-to-flow', 'problems', partsOf);

function partsOf(panel: Panel, { findings }: Evidence): Parts | null {
  const distances = findingsOn(panel, findings.distances)
    .flatMap((found) => found.distances)
    .filter(({ space }) => space === 'weights')
    .sort((a, b) => a.time - b.time);
  if (distances.length === 0) return null;
  const curves = distances.map(({ time, points }) => ({
    label: `t = ${significant(time)}`,
    samples: points.map(({ rate, values }) => ({ x: rate, values, ...spreadOf(values)! })),
  }));
  const all = curves.flatMap(({ samples }) => samples);
  const [first, last] = [curves[0]!.samples[0]!, curves[0]!.samples.at(-1)!];
  const lowest = Math.min(...curves.map(({ samples }) => samples[0]!.mean));
  const relative = distances.some(({ relativeTo }) => relativeTo === 'displacement');
  const slopes = distances.map(
    ({ time, slope }) => `${slopeText(slope)} at t = ${significant(time)}`,
  );
  const lines = curves.map(({ label, samples }) => ({
    label,
    points: samples.map(({ x, mean }) => ({ x, y: mean })),
  }));
  return {
    title: 'Distance of gradient descent from gradient flow against η',
    alt: `Relative distance from gradient flow against η from ${significant(first.x)} to ${significant(last.x)} on logarithmic axes: ${linesAlt(lines)}.`,
    caption: [
      intervalSentence(all.map(({ n }) => n)),
      `Distances ‖θ_GD(t) − θ(t)‖ are paired by seed and divided by ${relative ? '‖θ(t) − θ(0)‖' : '‖θ(t)‖'} of the flow θ.`,
      'Dotted: slope 1, a distance proportional to η.',
      `Fitted exponents of η: ${slopes.join('; ')}.`,
    ],
    setting: [recipe(panel.arms)],
    x: { title: 'Step η', scale: 'logarithmic', ticks: ticksAt(all.map(({ x }) => x)) },
    y: { title: 'Relative distance from flow', scale: 'logarithmic' },
    marks: [
      sampledCurves(curves),
      // Below the lowest line, so that it guides without covering.
      powerLine({ x: first.x, y: 0.6 * lowest }, { to: last.x, exponent: 1, label: 'slope 1' }),
    ],
  };
}

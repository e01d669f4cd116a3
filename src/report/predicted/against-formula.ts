import type { Mark } from '../plot/mark.ts';
import { band, curve, legendKey, meanWithInterval, seeds } from '../plot/marks/index.ts';
import { scaleFor } from '../plot/scale.ts';
import { DASHED, GUIDE, LAYER } from '../plot/theme.ts';
import type { Context } from './context.ts';
import { centreOf, spreadAt } from './spread.ts';
import type { Told } from './told.ts';
import { measureTitle } from './words.ts';

/** What was measured against what a formula says, with the diagonal and the margin about it; null where it says the same of all. */
export function againstFormulaPanel({ evidence, lookOf, runs, numbers }: Told): Context | null {
  const { arms, as } = evidence;
  const by = as === 'ratio' ? 'log' : 'linear';
  const all = arms.flatMap(({ points: own }) => own.map(({ x, y }) => ({ x: x!, y })));
  const xs = all.map(({ x }) => x);
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  if (arms.length < 2 || !(high - low > 1e-6 * Math.abs(high))) return null;
  const scale = scaleFor([...xs, ...all.map(({ y }) => y)]);
  const drawn = arms.flatMap((arm): Mark[] => {
    const look = lookOf(arm);
    const x = centreOf(
      arm.points.map((point) => point.x!),
      by,
    );
    const ys = arm.points.map(({ y }) => y);
    return [
      legendKey(look.label, { colour: look.colour, shape: look.point }),
      seeds(
        arm.points.map((point) => ({ x: point.x!, y: point.y })),
        look.colour,
        { radius: 3.5 },
      ),
      meanWithInterval([{ x, ...spreadAt(ys, by) }], { ...look, radius: 7 }),
    ];
  });
  const steps = Array.from({ length: 41 }, (_, i) =>
    scale === 'logarithmic' ? low * (high / low) ** (i / 40) : low + ((high - low) * i) / 40,
  );
  const [least, most] = numbers[0]?.predicted ?? [null, null];
  const margin = (end: number) => steps.map((x) => ({ x, y: as === 'ratio' ? x * end : x + end }));
  const diagonal = steps.map((x) => ({ x, y: x }));
  return {
    x: { title: formulaTitle(evidence.over!), scale, padding: 0.08, grid: false },
    y: { title: measureTitle(evidence, runs), scale, grid: false },
    marks: [
      ...drawn,
      curve(diagonal, { colour: GUIDE, width: 1.8, dash: DASHED, layer: LAYER.guide }),
      ...(least === null || most === null ? [] : [band(margin(least), margin(most), GUIDE)]),
    ],
    caption:
      'Left: what was measured against what the formula says, for every arm, with 95 % Student t intervals; dashed: where both agree, with the margin about it.',
    width: 0.6,
  };
}

/** Characters that fit below the panel. */
const LONGEST = 14;

const formulaTitle = (formula: string): string =>
  formula.length <= LONGEST ? `Predicted: ${formula}` : 'Predicted';

import type { ArmValues } from '../../claims/evidence/evidence.ts';
import type { Mark } from '../plot/mark.ts';
import { legendKey, meanWithInterval, seeds, zone } from '../plot/marks/index.ts';
import { ticksAt } from '../plot/ticks.ts';
import type { Context } from './context.ts';
import { centreOf, spreadAt } from './spread.ts';
import type { Told } from './told.ts';
import { axisTitle, measureTitle } from './words.ts';

/** Neighbours at one place stand apart by this factor, or share of the axis. */
const APART = 0.05;

/** A measure of all arms against what is to decide it; where several have one place, a box as high as the margin. */
export function collapsePanel({ evidence, lookOf, runs, numbers }: Told): Context | null {
  const groups = groupsOf(evidence.arms);
  if (groups.length === 0) return null;
  const places = groups.map(([arm]) => placeOf(arm!));
  const log = places.every((x) => x > 0);
  const span = Math.max(...places) - Math.min(...places) || 1;
  const moved = (x: number, by: number) => (log ? x * Math.exp(2 * by) : x + by * span);
  const ratio = evidence.as === 'ratio';
  const by = ratio ? 'log' : 'linear';
  const high = numbers[0]?.predicted[1] ?? null;
  const boxes = groups
    .filter((arms) => arms.length > 1)
    .map((arms): Mark => {
      const x = placeOf(arms[0]!);
      const all = arms.map((arm) => centreOf(valuesOf(arm), by));
      const centre = centreOf(all, by);
      const [low, top] =
        high === null
          ? [null, null]
          : ratio
            ? [centre / Math.sqrt(high), centre * Math.sqrt(high)]
            : [centre - high / 2, centre + high / 2];
      const reach = APART * (arms.length / 2 + 0.6);
      const across = { from: moved(x, -reach), to: moved(x, reach) };
      return zone({ low, high: top, ...across });
    });
  const drawn = groups.flatMap((arms) =>
    arms.flatMap((arm, i) => {
      const look = lookOf(arm);
      const x = moved(placeOf(arm), APART * (i - (arms.length - 1) / 2));
      const ys = valuesOf(arm);
      return [
        legendKey(look.label, { colour: look.colour, shape: look.point }),
        seeds(
          ys.map((y) => ({ x: moved(x, 0.012), y })),
          look.colour,
          { radius: 3.5 },
        ),
        meanWithInterval([{ x, ...spreadAt(ys, by) }], { ...look, radius: 7 }),
      ];
    }),
  );
  return {
    x: {
      title: axisTitle(evidence.over!, runs),
      scale: log ? 'logarithmic' : 'linear',
      ...(log ? { ticks: ticksAt(places) } : {}),
      padding: 0.1,
      grid: false,
    },
    y: { title: measureTitle(evidence, runs), grid: false },
    marks: [...boxes, ...drawn],
    caption:
      `Left: ${evidence.of} of every arm, ${ratio ? 'geometric ' : ''}means with 95 % Student t intervals; ` +
      'boxes as high as the margin, about the arms at one place.',
    width: 0.6,
  };
}

const placeOf = ({ points: own }: ArmValues): number => own[0]!.x!;
const valuesOf = ({ points: own }: ArmValues): readonly number[] => own.map(({ y }) => y);

/** Arms at one place, by increasing place. */
export function groupsOf(arms: readonly ArmValues[]): readonly (readonly ArmValues[])[] {
  const groups: ArmValues[][] = [];
  for (const arm of [...arms].sort((a, b) => placeOf(a) - placeOf(b))) {
    const last = groups.at(-1);
    const near =
      last !== undefined &&
      Math.abs(placeOf(last[0]!) - placeOf(arm)) <= 1e-9 * Math.abs(placeOf(arm));
    if (near) last.push(arm);
    else groups.push([arm]);
  }
  return groups;
}

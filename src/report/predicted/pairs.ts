import type { ArmValues } from '../../claims/evidence/evidence.ts';
import { faded } from '../plot/colour.ts';
import { curve, meanWithInterval, seeds } from '../plot/marks/index.ts';
import { GUIDE, LAYER } from '../plot/theme.ts';
import type { Context } from './context.ts';
import { spreadAt } from './spread.ts';
import type { Told } from './told.ts';
import { measureTitle } from './words.ts';

/** Two arms that are held against each other, each unit's values joined by a line; null where there are several such pairs. */
export function pairsPanel(told: Told): Context | null {
  const { evidence, lookOf, runs } = told;
  const [from, to] = (['from', 'to'] as const).map((side) =>
    evidence.arms.filter((arm) => arm.side === side),
  );
  if (from!.length !== 1 || to!.length !== 1) return null;
  const arms = [from![0]!, to![0]!];
  const joined = evidence.parts[0]!.units.length > 0;
  return {
    x: {
      ...{ scale: 'linear', low: 0.5, high: 2.5, grid: false },
      title: joined ? 'runs of one seed are joined' : 'arm',
      ticks: arms.map((arm, i) => ({ value: i + 1, label: namesOf(arm, lookOf(arm).label) })),
    },
    y: { title: measureTitle(evidence, runs), grid: false },
    marks: [
      ...(joined ? linesBetween(arms) : []),
      ...arms.flatMap((arm, i) => {
        const look = lookOf(arm);
        const ys = arm.points.map(({ y }) => y);
        const x = i + 1;
        // The mean stands outside, so that the lines between the arms stay free.
        return [
          seeds(
            ys.map((y) => ({ x, y })),
            look.colour,
            { radius: 5 },
          ),
          meanWithInterval([{ x: x + (i === 0 ? -0.16 : 0.16), ...spreadAt(ys) }], look),
        ];
      }),
    ],
    caption: joined
      ? 'Left: the values of each arm, those of one seed joined by a line, with means and 95 % Student t intervals.'
      : 'Left: the values of each arm, with means and 95 % Student t intervals.',
    width: 0.62,
  };
}

/** The name in the file, and below it what it stands for where the name does not say it. */
const namesOf = ({ label }: ArmValues, long: string): readonly string[] =>
  label === long ? [label] : [label, long];

function linesBetween([from, to]: readonly ArmValues[]) {
  return from!.points.flatMap(({ unit, y }) => {
    const other = to!.points.find((point) => point.unit === unit);
    if (other === undefined) return [];
    const ends = [
      { x: 1, y },
      { x: 2, y: other.y },
    ];
    return [curve(ends, { colour: faded(GUIDE, 0.6), width: 1.4, layer: LAYER.background })];
  });
}

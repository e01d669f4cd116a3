import type { ArmValues } from '../../claims/evidence/evidence.ts';
import type { PartVerdict } from '../../claims/judging/verdict.ts';
import { line } from '../../stats/regression.ts';
import type { Colour } from '../plot/colour.ts';
import { category, faded } from '../plot/colour.ts';
import type { Mark } from '../plot/mark.ts';
import { curve, fan, meanWithInterval, seeds } from '../plot/marks/index.ts';
import type { Scale } from '../plot/scale.ts';
import { BLUE, DASHED, GUIDE, LAYER } from '../plot/theme.ts';
import { ticksAt } from '../plot/ticks.ts';
import type { Context } from './context.ts';
import { centreOf, spreadAt } from './spread.ts';
import { STRAIGHT } from './straight.ts';
import type { Told } from './told.ts';
import { axisTitle, measureTitle } from './words.ts';

/** Arms along an axis with the runs of each seed joined; of a slope the fitted line, with its interval and what was predicted. */
export function alongAxisPanel(told: Told): Context | null {
  const { evidence, runs } = told;
  const lines = [...new Set(evidence.arms.map(({ group }) => group))].map((group) =>
    evidence.arms.filter((arm) => arm.group === group),
  );
  const drawn = lines.filter((arms) => new Set(arms.map(placeOf)).size > 1);
  const places = drawn.flat().map(placeOf);
  if (places.length === 0) return null;
  const [over, of] = evidence.scale;
  const logX = places.every((x) => x > 0) && (over !== 'linear' || spans(places));
  const positive = drawn.flat().every(({ points }) => points.every(({ y }) => y > 0));
  const isSlope = evidence.kind === 'slope';
  const fans = isSlope && drawn.length === 1 ? fansOf(told, drawn[0]!) : [];
  const colours = drawn.map((_, i) => (drawn.length > 1 ? category(i) : undefined));
  return {
    x: {
      title: axisTitle(evidence.over!, runs),
      scale: logX ? 'logarithmic' : 'linear',
      ...(logX ? { ticks: ticksAt(places) } : {}),
      padding: 0.08,
      grid: false,
    },
    y: {
      title: measureTitle(evidence, runs),
      grid: false,
      ...(of === 'log' && positive ? { scale: 'logarithmic' as Scale } : {}),
    },
    marks: [
      ...fans,
      ...drawn.flatMap((arms, i) => armsOf(told, arms, colours[i])),
      ...drawn.flatMap((arms, i) =>
        (isSlope ? fitted : connected)(told, arms, colours[i], drawn.length > 1),
      ),
    ],
    caption: captionOf(told, fans.length > 0, drawn.length),
    width: 0.48,
  };
}

const placeOf = ({ points }: ArmValues): number => points[0]!.x!;

const spans = (places: readonly number[]) => Math.max(...places) > 6 * Math.min(...places);

function captionOf({ evidence, numbers }: Told, fans: boolean, lines: number): string {
  const mean = evidence.scale[1] === 'log' ? 'geometric means' : 'means';
  return [
    `Left: ${evidence.of} of every arm, ${mean} with 95 % Student t intervals; thin lines: runs of one seed`,
    ...(evidence.kind === 'slope'
      ? [`${lines > 1 ? 'dashed lines: fits' : 'dashed line: the fit'}`]
      : []),
    ...(fans
      ? [
          `blue: slopes in the interval, grey: ${openText(numbers[0]!.predicted)}, through the centre`,
        ]
      : []),
  ]
    .join('; ')
    .concat('.');
}

const openText = ([low, high]: PartVerdict['predicted']): string =>
  low !== null && high !== null
    ? 'slopes as predicted'
    : `the ${low === null ? 'greatest' : 'least'} slope that was predicted, with a shade on the side that is meant`;

/** Means of arms, and for each unit its values joined. */
function armsOf({ evidence, lookOf }: Told, arms: readonly ArmValues[], line?: Colour): Mark[] {
  const units = [...new Set(arms.flatMap(({ points }) => points.map(({ unit }) => unit)))];
  const by = evidence.scale[1];
  const way = units.map((unit) =>
    arms.flatMap(({ points }) => {
      const found = points.find((point) => point.unit === unit);
      return found === undefined ? [] : [{ x: found.x!, y: found.y }];
    }),
  );
  return [
    ...way.map((points) =>
      curve(points, { colour: faded(line ?? GUIDE, 0.4), width: 1.1, layer: LAYER.background }),
    ),
    ...arms.flatMap((arm) => {
      const look = lookOf(arm);
      const colour = line ?? look.colour;
      const ys = arm.points.map(({ y }) => y);
      return [
        seeds(
          ys.map((y) => ({ x: placeOf(arm), y })),
          colour,
          { radius: 3.5 },
        ),
        meanWithInterval(
          [{ x: placeOf(arm), ...spreadAt(ys, by === 'linear' ? 'linear' : 'log') }],
          {
            ...{ colour, point: look.point, radius: 7 },
          },
        ),
      ];
    }),
  ];
}

/** The least-squares line through the means, which is the mean of the lines of the units. */
function lineThrough({ evidence }: Told, arms: readonly ArmValues[]) {
  const [x, y] = evidence.scale.map((scale) => STRAIGHT[scale]);
  const by = evidence.scale[1] === 'log' ? 'log' : 'linear';
  const xs = arms.map((arm) => x!.on(placeOf(arm)));
  const ys = arms.map(({ points }) =>
    y!.on(
      centreOf(
        points.map((point) => point.y),
        by,
      ),
    ),
  );
  if (![...xs, ...ys].every(Number.isFinite)) return undefined;
  const { slope, intercept } = line(xs, ys);
  const middle = xs.reduce((a, b) => a + b, 0) / xs.length;
  const at = (u: number) => ({ x: x!.back(u), y: y!.back(intercept.value + slope.value * u) });
  return { at, from: Math.min(...xs), to: Math.max(...xs), middle, x: x!, y: y! };
}

const named = ([arm]: readonly ArmValues[], several: boolean) =>
  several ? { label: arm!.line } : {};

function fitted(
  told: Told,
  arms: readonly ArmValues[],
  colour: Colour = BLUE,
  several = false,
): readonly Mark[] {
  const found = lineThrough(told, arms);
  if (found === undefined) return [];
  const ends = [found.from, found.to].map(found.at);
  return [curve(ends, { colour, width: 2.2, dash: DASHED, ...named(arms, several) })];
}

/** A line through the means, which guides the eye. */
function connected(
  { evidence }: Told,
  arms: readonly ArmValues[],
  colour: Colour = GUIDE,
  several = false,
): readonly Mark[] {
  const by = evidence.scale[1] === 'log' ? 'log' : 'linear';
  const means = arms.map((arm) => ({
    x: placeOf(arm),
    y: spreadAt(
      arm.points.map(({ y }) => y),
      by,
    ).mean,
  }));
  return [curve(means, { colour, width: 1.8, ...named(arms, several) })];
}

/** Slopes as predicted and as measured, as lines through the centre of the arms. */
function fansOf(told: Told, arms: readonly ArmValues[]): readonly Mark[] {
  const found = lineThrough(told, arms);
  const [number] = told.numbers;
  if (found === undefined || number === undefined) return [];
  const { x, y, from, to } = found;
  const at = { centre: found.at(found.middle), from: x.back(from), to: x.back(to), x, y };
  const { predicted, measured } = number;
  const open = predicted[0] === null && predicted[1] === null;
  return [
    ...(measured === null
      ? []
      : [fan({ ...at, slopes: measured }, { colour: BLUE, opacity: 0.25 })]),
    ...(open ? [] : [fan({ ...at, slopes: predicted }, { colour: GUIDE, opacity: 0.18 })]),
  ];
}

import type { ArmValues, Evidence } from '../../claims/evidence/evidence.ts';
import { significant } from '../../core/format.ts';
import { category } from '../plot/colour.ts';
import { BLACK } from '../plot/theme.ts';
import { groupsOf } from './collapse.ts';
import type { JudgedNumber } from './judged-number.ts';
import type { Told } from './told.ts';

/** The numbers of a statement as its figure draws them, each with its place and name below the axis. */
export function judgedNumbers(told: Told): readonly JudgedNumber[] {
  switch (told.evidence.kind) {
    case 'value':
    case 'share':
    case 'shape':
    case 'equal':
      return ofArms(told);
    case 'slope':
      return told.evidence.over !== null && told.evidence.arms.some(hasPlace)
        ? slopes(told)
        : ofArms(told);
    case 'order':
      return changes(told);
    case 'collapse':
      return pairsAtOnePlace(told);
    default:
      return plain(told);
  }
}

const LOOK = { colour: BLACK, point: 'circle' } as const;

const hasPlace = ({ points }: ArmValues) => points[0]!.x !== null;

/** One after the other, each by its name. */
const plain = ({ numbers, evidence }: Told): readonly JudgedNumber[] =>
  numbers.map((number, i) => ({
    ...{ number, units: unitsOf(evidence, i), look: LOOK, x: i + 1, arm: undefined },
    label: nameOf(evidence.parts[i]?.label ?? ''),
  }));

/** Whether a condition holds in single runs is no dot on a scale of shares. */
const unitsOf = ({ parts }: Evidence, i: number) => {
  const units = parts[i]?.units ?? [];
  return units.every(({ value }) => value === 0 || value === 1) ? [] : units;
};

const nameOf = (label: string) => (label === 'all' ? '' : label);

/** Numbers of one arm each look like it. */
function ofArms(told: Told): readonly JudgedNumber[] {
  const { evidence, lookOf } = told;
  return plain(told).map((one, i) => {
    const [arm, ...others] = evidence.arms.filter(({ group }) => group === i);
    if (arm === undefined || others.length > 0) return one;
    const { colour, point, label, arm: own } = lookOf(arm);
    return { ...one, look: { colour, point }, label, arm: own };
  });
}

/** Whether of a slope with arms that must not lie far off the line one of those decided. */
export const isOffLine = ({ verdict, evidence, numbers }: Told): boolean =>
  numbers.some(
    ({ predicted }, i) =>
      evidence.parts[i]?.at !== undefined &&
      predicted[0] === verdict.predicted[0] &&
      predicted[1] === verdict.predicted[1],
  );

/** The slopes, or where one of them decided the distances of arms from the line. */
function slopes(told: Told): readonly JudgedNumber[] {
  const off = isOffLine(told);
  const places = told.evidence.parts.map(({ at }) => at);
  const own = plain(told).flatMap((one, i) => {
    const at = places[i];
    if ((at !== undefined) !== off) return [];
    return [{ ...one, label: at === undefined ? one.label : significant(at) }];
  });
  const lines = new Set(told.evidence.arms.map(({ group }) => group)).size;
  // Where there is a number a line, it has the colour of the line, which the legend names.
  return own.map((one, i) => ({
    ...{ ...one, x: i + 1 },
    ...(lines > 1 && own.length === lines
      ? { label: '', look: { ...LOOK, colour: category(i) } }
      : {}),
  }));
}

/** The whole change and every step of one line, by their places. */
function changes(told: Told): readonly JudgedNumber[] {
  const all = plain(told);
  const places = told.evidence.arms.map(({ points }) => significant(points[0]!.x!));
  const one = new Set(told.evidence.arms.map(({ group }) => group)).size === 1;
  if (!one || all.length !== Math.max(1, places.length - (places.length > 2 ? 0 : 1))) return all;
  return all.map((number, i) => ({
    ...number,
    label: i === 0 ? `${places[0]}→${places.at(-1)}` : `${places[i - 1]}→${places[i]}`,
  }));
}

/** Pairs of arms, side by side where they are of one place. */
function pairsAtOnePlace(told: Told): readonly JudgedNumber[] {
  const groups = groupsOf(told.evidence.arms).filter((arms) => arms.length > 1);
  const places = new Map(
    groups.flatMap((arms, g) => pairLabels(arms).map((label, i, all) => [label, { g, i, all }])),
  );
  return plain(told).map((one, k) => {
    const at = places.get(told.evidence.parts[k]?.label ?? '');
    if (at === undefined) return one;
    const { g, i, all } = at;
    const x = g + 1 + 0.7 * ((i + 0.5) / all.length - 0.5);
    // The name of the place stands once, below the middle of its pairs.
    const middle = i === Math.floor((all.length - 1) / 2);
    const label = middle ? significant(groups[g]![0]!.points[0]!.x!) : '';
    return { ...one, x, label };
  });
}

const pairLabels = (arms: Evidence['arms']): readonly string[] =>
  arms.flatMap((a, i) => arms.slice(i + 1).map((b) => `${a.label} against ${b.label}`));

import type { AxisValue } from '../../claims/expression/names.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { Arm } from '../arms/arm.ts';
import { type Axis, axisOf, quotientOf } from './axis.ts';
import type { Contrast, Family, Member, Setting } from './family.ts';
import { grouped } from './grouped.ts';
import { kindPairs } from './kind-pairs.ts';
import { type Place, type Places, placesOf } from './place.ts';

/** Fewer values make no trend. */
const FEWEST = 3;

/**
 * One family for each axis in which some of these arms differ, each problem and each method: a line where the axis is ordered
 * and has three values or more, else a contrast of each further value with the first. Methods (and kinds of networks and data)
 * are held against the first in the list at equal values of all axes that both have.
 *
 * The arms must end alike. Subsets of the data are drawn and so are no axis, whichever key numbers them.
 */
export function familiesOf(arms: readonly Arm[]): readonly Family[] {
  if (arms.length < 2) return [];
  const places = placesOf(arms);
  const names = varying(arms, places);
  return names
    .flatMap((name): readonly Family[] => {
      const axis = axisOf(name, arms);
      if (places.isKind(name)) return kindPairs(arms, places, axis);
      if (name.endsWith('seed')) return [];
      return byMethod(settingsOf(arms, places, name), places, name).flatMap((settings) =>
        familiesAlong(axis, settings),
      );
    })
    .concat(quotients(arms, places, names));
}

/** Axes in which some arms differ; of keys that come together, such as those of a schedule, also what they belong to. */
function varying(arms: readonly Arm[], places: Places): readonly string[] {
  const all = [...new Set(arms.flatMap((arm) => [...places.of.get(arm)!.keys()]))];
  const differ = all.filter(
    (name) => new Set(arms.map((arm) => places.of.get(arm)!.get(name))).size > 1,
  );
  return [...new Set(differ.flatMap((name) => [name, ...headOf(name)]))];
}

/** `schedule` of `schedule.steps`; `network.scale` has none. */
const headOf = (name: string): readonly string[] =>
  /^(method|network|data|stop)\./.test(name) || !name.includes('.') ? [] : [name.split('.')[0]!];

/** Arms that agree in all but this axis, at two values of it or more. */
function settingsOf(arms: readonly Arm[], places: Places, name: string): readonly Setting[] {
  const parts = (place: Place) => [...place.keys()].filter((key) => headOf(key).includes(name));
  const whole = arms.some((arm) => parts(places.of.get(arm)!).length > 0);
  const valueAt = (place: Place): AxisValue | undefined => {
    if (!whole) return place.get(name);
    const own = parts(place);
    return own.length === 0 ? undefined : canonicalJson(own.map((key) => [key, place.get(key)]));
  };
  // Schedules of one kind differ in their numbers, which are axes of their own.
  const shape = (place: Place) =>
    canonicalJson(parts(place).map((key) => [key, key.endsWith('.kind') ? place.get(key) : 0]));
  return grouped(arms, (arm) => {
    const place = places.of.get(arm)!;
    return rest(place, whole ? parts(place) : [name]);
  })
    .filter((group) => !whole || new Set(group.map((arm) => shape(places.of.get(arm)!))).size > 1)
    .map((group) => inOrder(group.map((arm) => ({ arm, value: valueAt(places.of.get(arm)!) }))))
    .filter((setting) => new Set(setting.map(({ value }) => value)).size > 1);
}

/** Settings of one problem apart from others; along an axis of methods, those of one method too. */
function byMethod(settings: readonly Setting[], places: Places, name: string) {
  return grouped(settings, ([first]) => {
    const place = places.of.get(first!.arm)!;
    const kept = [...place].filter(
      ([axis]) =>
        axis !== name &&
        (places.sectionOf(axis) !== 'method' || (ofMethod(name, places) && places.isKind(axis))),
    );
    return canonicalJson(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Whether an axis is one of methods: a key of theirs, keys that come together, or a quotient. */
const ofMethod = (name: string, places: Places): boolean =>
  name.split('/').some((part) => places.sectionOf(part) === 'method') ||
  places.methodKeys.some((key) => key === name || key.startsWith(`${name}.`));

function familiesAlong(axis: Axis, settings: readonly Setting[]): readonly Family[] {
  const lines = settings.flatMap((setting) => {
    const numbers = setting.filter(({ value }) => typeof value === 'number');
    return new Set(numbers.map(({ value }) => value)).size >= FEWEST ? [{ setting, numbers }] : [];
  });
  const others = settings.filter((setting) => !lines.some((one) => one.setting === setting));
  const pairs = others.flatMap(([reference, ...more]) =>
    more.map((member) => [member, reference!] as const),
  );
  return [
    ...(lines.length === 0
      ? []
      : [{ kind: 'line', axis, settings: lines.map(({ numbers }) => numbers) } as const]),
    ...grouped(pairs, (pair) => canonicalJson(pair.map(({ value }) => value ?? null))).map(
      (own): Contrast => ({ kind: 'contrast', axis, settings: own, matched: true }),
    ),
  ];
}

/** By value: without one first, then numbers, switches off and on, words in the order of the arms. */
function inOrder(members: readonly Member[]): Setting {
  const rank = ({ value }: Member) => (typeof value === 'number' ? value : Number(value === true));
  return [...members].sort(
    (a, b) =>
      Number(a.value !== undefined) - Number(b.value !== undefined) ||
      (typeof a.value === typeof b.value ? rank(a) - rank(b) : 0),
  );
}

/** What is left of a place without some axes, as a text that tells places apart. */
const rest = (place: Place, without: readonly string[]): string =>
  canonicalJson(
    [...place].filter(([axis]) => !without.includes(axis)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Axes that are only spoken of together too. */
const QUOTIENTS = [['rate', 'batch']] as const;

function quotients(arms: readonly Arm[], places: Places, names: readonly string[]): Family[] {
  return QUOTIENTS.filter((pair) => pair.every((name) => names.includes(name))).flatMap(
    ([top, bottom]) => {
      const axis = quotientOf(axisOf(top, arms), axisOf(bottom, arms));
      const own = arms.filter((arm) =>
        [top, bottom].every((name) => typeof places.of.get(arm)!.get(name) === 'number'),
      );
      const settings = grouped(own, (arm) => rest(places.of.get(arm)!, [top, bottom]))
        .filter((group) =>
          [top, bottom].every(
            (name) => new Set(group.map((arm) => places.of.get(arm)!.get(name))).size > 1,
          ),
        )
        .map((group) =>
          inOrder(
            group.map((arm) => {
              const place = places.of.get(arm)!;
              const value = (place.get(top) as number) / (place.get(bottom) as number);
              return { arm, value: Number(value.toPrecision(12)) };
            }),
          ),
        );
      return byMethod(settings, places, axis.name).flatMap((some) =>
        familiesAlong(axis, some).filter(({ kind }) => kind === 'line'),
      );
    },
  );
}

import type { AxisValue } from '../../claims/expression/names.ts';
import { leaves } from '../../lab/experiment/leaves.ts';
import { axesOf, sectionsOf } from '../../lab/experiment/spec-axes.ts';
import type { Arm } from '../arms/arm.ts';

/** Where an arm stands on each axis of the grid, by the names that statements use; an axis that it does without is not in it. */
export type Place = ReadonlyMap<string, AxisValue>;

/** The part of a spec that an axis belongs to; an axis of the whole run belongs to none. */
export type Section = 'method' | 'network' | 'data';

/** The axis of each section that decides which other keys it has. */
const KINDS: Readonly<Record<Section, string>> = {
  method: 'method',
  network: 'network.kind',
  data: 'data.name',
};

/** The axes of the arms of one experiment. */
export interface Places {
  readonly of: ReadonlyMap<Arm, Place>;
  /** The section of an axis. */
  sectionOf(axis: string): Section | null;
  /** The axes of methods. */
  readonly methodKeys: readonly string[];
  /** Whether an axis is the kind of its section. */
  isKind(axis: string): boolean;
}

/**
 * Places of arms. Where and when they stop is no axis: only arms that end alike are compared. Arms pooled over η have no η.
 *
 * Hidden layers of one width each are a width and a depth; as soon as one arm has others they are a list for all.
 */
export function placesOf(arms: readonly Arm[]): Places {
  const full = arms.map((arm) => new Map(Object.entries(axesOf({ ...arm.spec, stop: {} }))));
  const layered = full.every((place) => !place.has('hidden') || place.has('width'));
  const redundant = layered ? ['hidden'] : ['width', 'depth'];
  for (const [i, place] of full.entries())
    for (const axis of [...redundant, ...(arms[i]!.rate === undefined ? ['rate'] : [])])
      place.delete(axis);
  const sections = sectionsOfAxes(arms);
  return {
    of: new Map(arms.map((arm, i) => [arm, full[i]!])),
    methodKeys: [...sections].flatMap(([axis, section]) => (section === 'method' ? [axis] : [])),
    sectionOf: (axis) => sections.get(axis) ?? null,
    isKind: (axis) => Object.values(KINDS).includes(axis),
  };
}

/** Which section each axis is of. */
function sectionsOfAxes(arms: readonly Arm[]): ReadonlyMap<string, Section> {
  const found = new Map<string, Section>([
    ['width', 'network'],
    ['depth', 'network'],
  ]);
  for (const { spec } of arms) {
    const axes = axesOf({ ...spec, stop: {} });
    for (const [section, keys] of Object.entries(sectionsOf(spec)))
      for (const [key] of leaves('', keys)) {
        const path = `${section}.${key}`;
        found.set(path in axes ? path : key, section as Section);
      }
  }
  return found;
}

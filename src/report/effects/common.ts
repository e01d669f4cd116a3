import type { Arm } from '../arms/arm.ts';
import type { Coordinate } from '../arms/coordinates.ts';
import { methodLabel, problemLabel } from '../arms/labels.ts';
import { unique } from '../arms/wording.ts';

/** What some arms have alike though not all arms of the experiment. */
export interface Common {
  /** ` of SGD at η = 0.1, shuffled`: methods and what is held fixed of them, with prepositions; empty where there is nothing to say. */
  readonly method: string;
  /** `true labels`: of data, network and loss; empty likewise. */
  readonly problem: string;
  /** What tells groups of these arms apart, in words, by group: `η = 0.05`; empty where there is one group. */
  readonly settings: readonly string[];
}

/** Words for what arms in these groups have in common; `all` are the arms of the experiment. */
export function commonOf(groups: readonly (readonly Arm[])[], all: readonly Arm[]): Common {
  const arms = groups.flat();
  const held = alike(arms);
  const keys = new Set([...held.method, ...held.problem].map(keyOf));
  return {
    method: methodText(arms, all, held.method),
    problem: problemLabel({ title: '', ...held }),
    settings:
      groups.length === 1
        ? []
        : groups.map((group) =>
            settingText(
              titleOf(group, arms),
              settled(group).filter((one) => !keys.has(keyOf(one))),
            ),
          ),
  };
}

function methodText(
  arms: readonly Arm[],
  all: readonly Arm[],
  method: readonly Coordinate[],
): string {
  const titlesOf = (some: readonly Arm[]) =>
    unique(some.map(({ coordinates: { title } }) => title));
  const own = titlesOf(arms);
  const of = own.length > 1 || titlesOf(all).length === 1 ? '' : ` of ${own[0]}`;
  const text = methodLabel({ title: '', method, problem: [] });
  // η takes another preposition than a way of drawing.
  return text === '' ? of : `${of}${/^[^ ,]+ = /.test(text) ? ` at ${text}` : `, ${text}`}`;
}

const keyOf = ({ key, value }: Coordinate): string => JSON.stringify([key, value]);

/** The coordinates that all of these arms have, with one value. */
function alike(arms: readonly Arm[]): Record<'method' | 'problem', readonly Coordinate[]> {
  const shared = (part: 'method' | 'problem') =>
    (arms[0]?.coordinates[part] ?? []).filter((one) =>
      arms.every(({ coordinates }) =>
        coordinates[part].some((other) => keyOf(other) === keyOf(one)),
      ),
    );
  return { method: shared('method'), problem: shared('problem') };
}

/** The coordinates that have one value in all of these arms that have them at all. */
function settled(arms: readonly Arm[]): readonly Coordinate[] {
  const all = arms.flatMap(({ coordinates: { method, problem } }) => [...method, ...problem]);
  const once = all.filter((one, i) => all.findIndex((other) => keyOf(other) === keyOf(one)) === i);
  return once.filter((one) =>
    once.every(({ key, value }) => key !== one.key || value === one.value),
  );
}

/** What a group's arms are called, where it is one thing and not that of all. */
function titleOf(group: readonly Arm[], all: readonly Arm[]): string {
  const titles = (arms: readonly Arm[]) => unique(arms.map(({ coordinates: { title } }) => title));
  const own = titles(group);
  return own.length === 1 && titles(all).length > 1 ? own[0]! : '';
}

/** `GD η = 0.1`, `η = 0.05, shuffled`. */
const settingText = (title: string, own: readonly Coordinate[]): string =>
  methodLabel({ title, method: own, problem: [] });

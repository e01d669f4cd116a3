import { canonicalJson } from '../../core/canonical-json.ts';
import { leaves } from '../../lab/experiment/leaves.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { startOf } from '../../lab/experiment/spec-axes.ts';
import type { MethodSpec } from '../../lab/methods/registry.ts';
import type { Run } from '../../lab/records/record.ts';

/** One key of a spec, with its value. */
export interface Coordinate {
  /** Its path in the spec: `method.rate`, `data.train`, `stop.loss`. */
  readonly key: string;
  readonly value: Value;
}

/** What a spec holds at the end of a path; a list (hidden widths, channels) is one value, null a key that it does without. */
type Value = string | number | boolean | null | readonly (string | number)[];

/** What tells one arm from the others of its experiment; its label is printed from this. */
export interface Coordinates {
  /** What the method is called: `SGD`; empty in a label that leaves it out. */
  readonly title: string;
  /**
   * B, η, temperature and schedule of the method, then the other keys of method, stop rule and precision in which
   * the arms of that title differ; in the order of the label.
   */
  readonly method: readonly Coordinate[];
  /** The keys of data, network and loss in which this problem differs from any other. */
  readonly problem: readonly Coordinate[];
}

/**
 * The coordinates of arms, each given by one of its runs.
 *
 * A key that an arm does without, because the default is meant, is a coordinate of it like any other where an arm of the same
 * data, network or method has it: whatever tells two arms apart is named in both.
 */
export function coordinatesOf(runs: readonly Run[]): readonly Coordinates[] {
  const specs = runs.map(({ spec }) => spec);
  const titles = runs.map(titleOf);
  const problems = differences(specs.map(problemOf), ({ data, network }) => ({
    data: data.name,
    network: network?.kind ?? '',
  }));
  const settings = specs.map(({ method }) => settingsOf(method));
  return runs.map(({ spec }, i) => {
    const peers = specs.filter((_, j) => titles[j] === titles[i]);
    const alike = peers.filter((peer) => same(settings[specs.indexOf(peer)]!, settings[i]!));
    const further = [
      ...differencesOf(spec, peers).filter(({ key }) => !isScheduled(key)),
      // A kind of schedule is a name for it as long as there is one of the kind.
      ...differencesOf(spec, alike).filter(({ key }) => isScheduled(key)),
    ];
    return {
      title: titles[i]!,
      method: [...settings[i]!, ...further.filter(({ key }) => !SETTINGS.includes(key))],
      problem: problems[i]!,
    };
  });
}

const differencesOf = (own: RunSpec, peers: readonly RunSpec[]): readonly Coordinate[] => {
  const ways = peers.map(settledBy);
  const found = differences(ways, ({ method }) => ({ method: method.method }));
  return found[peers.indexOf(own)]!;
};

const same = (a: readonly Coordinate[], b: readonly Coordinate[]): boolean =>
  canonicalJson(a) === canonicalJson(b);

const SCHEDULE = 'method.schedule';
const isScheduled = (key: string): boolean => key.startsWith(`${SCHEDULE}.`);

/** The coordinates but for one key of the method. */
export const without = (coordinates: Coordinates, key: string): Coordinates => ({
  ...coordinates,
  method: coordinates.method.filter((one) => one.key !== key),
});

const titleOf = ({ spec: { method }, manifest }: Run): string =>
  `${'preconditioner' in method ? 'preconditioned ' : ''}${manifest.method.title}`;

/** What is trained: data, network, loss, and the terms beside it. */
export const problemOf = ({ data, network, loss, shaping, l2 }: RunSpec) => ({
  ...{ data, network, loss },
  ...(loss && { shaping: shaping ?? 0, l2: l2 ?? 0 }),
});

/** How it is trained: what comes before, method, stop rule and arithmetic. */
export const settledBy = ({ method, stop, precision, start }: RunSpec) => ({
  ...{ method, stop },
  ...(start && { start: startOf(start) }),
  precision: precision ?? 'single',
});

/**
 * For each of several plain JSON objects, the keys that it has and in which it differs from any other.
 *
 * Of sections that `kindsOf` gives a kind, an object lacks no key that another with a section of that kind has: where it does without,
 * its value is null. Without kinds what is missing stays missing.
 */
export function differences<T extends object>(
  objects: readonly T[],
  kindsOf: (object: T) => Readonly<Record<string, string>> = () => ({}),
): readonly (readonly Coordinate[])[] {
  const all = objects.map((object) => leavesOf('', object));
  const kinds = objects.map(kindsOf);
  for (const [i, own] of all.entries())
    for (const [section, kind] of Object.entries(kinds[i]!)) {
      const peers = all.filter((_, j) => kinds[j]![section] === kind);
      for (const key of peers.flatMap((peer) => keysOf(section, peer)))
        if (!keysOf(section, own).includes(key)) own.set(key, null);
    }
  const keys = [...new Set(all.flatMap((own) => [...own.keys()]))];
  const varying = keys.filter(
    (key) => new Set(all.map((own) => JSON.stringify(own.get(key)))).size > 1,
  );
  return all.map((own) =>
    varying.flatMap((key) => {
      const value = own.get(key);
      return value === undefined ? [] : [{ key, value }];
    }),
  );
}

/** The keys of a section, `method.delay` for all leaves below it. */
const keysOf = (section: string, own: ReadonlyMap<string, Value>): readonly string[] =>
  [...own.keys()]
    .filter((key) => key.startsWith(`${section}.`))
    .map((key) => key.split('.').slice(0, 2).join('.'));

/** The settings that a label names whether or not another arm has others. */
const SETTINGS = ['batch', 'rate', 'temperature', 'schedule.kind'].map((key) => `method.${key}`);

function settingsOf(method: MethodSpec): readonly Coordinate[] {
  const all = leavesOf('method', method);
  return SETTINGS.flatMap((key) => (all.has(key) ? [{ key, value: all.get(key)! }] : []));
}

/** Every leaf of a spec is a value that a coordinate can have. */
const leavesOf = (path: string, node: object) => new Map(leaves(path, node) as [string, Value][]);

import { canonicalJson } from '../../core/canonical-json.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import type { MethodSpec } from '../../lab/methods/registry.ts';
import type { Run } from '../../lab/records/record.ts';

/** One key of a spec, with its value. */
export interface Coordinate {
  /** Its path in the spec: `method.rate`, `data.train`, `stop.loss`. */
  readonly key: string;
  readonly value: Value;
}

/** What a spec holds at the end of a path; a list (hidden widths, channels) is one value. */
type Value = string | number | boolean | null | readonly (string | number)[];

/** What tells one arm from the others of its experiment; its label is printed from this. */
export interface Coordinates {
  /** What the method is called: `SGD`; empty in a label that leaves it out. */
  readonly title: string;
  /**
   * B, η, temperature and schedule of the method, then the keys of method and stop rule in which arms differ
   * that are alike in all of those; in the order of the label.
   */
  readonly method: readonly Coordinate[];
  /** The keys of data, network and loss in which this problem differs from any other. */
  readonly problem: readonly Coordinate[];
}

/** The coordinates of arms, each given by one of its runs. */
export function coordinatesOf(runs: readonly Run[]): readonly Coordinates[] {
  const specs = runs.map(({ spec }) => spec);
  const problems = differences(specs.map(problemOf));
  const named = runs.map((run, i) => ({
    title: titleOf(run),
    method: settingsOf(run.spec.method),
    problem: problems[i]!,
  }));
  const names = named.map(canonicalJson);
  return named.map((own, i) => {
    const alike = specs.filter((_, j) => names[j] === names[i]);
    const further = differences(alike.map(({ method, stop }) => ({ method, stop })));
    return { ...own, method: [...own.method, ...further[alike.indexOf(specs[i]!)]!] };
  });
}

/** The coordinates but for one key of the method. */
export const without = (coordinates: Coordinates, key: string): Coordinates => ({
  ...coordinates,
  method: coordinates.method.filter((one) => one.key !== key),
});

const titleOf = ({ spec: { method }, manifest }: Run): string =>
  `${'preconditioner' in method ? 'preconditioned ' : ''}${manifest.method.title}`;

/** What is trained: data, network and loss. */
export const problemOf = ({ data, network, loss }: RunSpec) => ({ data, network, loss });

/** For each of several plain JSON objects, the keys that it has and in which it differs from any other. */
export function differences(objects: readonly object[]): readonly (readonly Coordinate[])[] {
  const all = objects.map((object) => new Map(leaves('', object)));
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

/** The settings that a label names whether or not another arm has others. */
const SETTINGS = ['batch', 'rate', 'temperature', 'schedule.kind'].map((key) => `method.${key}`);

function settingsOf(method: MethodSpec): readonly Coordinate[] {
  const all = new Map(leaves('method', method));
  return SETTINGS.flatMap((key) => (all.has(key) ? [{ key, value: all.get(key)! }] : []));
}

function leaves(path: string, node: unknown): [string, Value][] {
  if (node === undefined) return [];
  if (node === null || typeof node !== 'object' || Array.isArray(node))
    return [[path, node as Value]];
  return Object.entries(node).flatMap(([key, inner]) =>
    leaves(path === '' ? key : `${path}.${key}`, inner),
  );
}

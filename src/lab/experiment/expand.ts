import { canonicalJson } from '../../core/canonical-json.ts';
import { type MethodSpec, methodEntry, methodOf } from '../methods/registry.ts';
import type { StartSpec } from '../methods/start.ts';
import { gridOf, list } from '../spec/axis.ts';
import { type DataSpec, entryOf, keysOfData, serves } from '../spec/data.ts';
import { defaults } from '../spec/defaults.ts';
import { type NetworkSpec, networkOf } from '../spec/network.ts';
import { kindKeys } from '../spec/network-keys.ts';
import { noisesOf } from '../spec/noises.ts';
import type { SupervisedSpec, ToyProblemSpec } from '../spec/problem.ts';
import { endMatch, type StopSpec } from '../spec/stop.ts';
import { isToy, type ToySpec } from '../spec/toy.ts';
import type { DataEntry, ExperimentFile, MethodEntry, NetworkEntry } from './format.ts';
import { measureSpec } from './measure-format.ts';
import { inPrecision, type RunSpec } from './run-spec.ts';
import { thresholdsOnce } from './thresholds-once.ts';

/**
 * The runs of an experiment: data × network × loss × shaping × l2 × precision × starts × methods × seeds × noises, the first slowest; a method that
 * draws nothing is run once a seed. Within each, the grid runs through the keys in the order of their lists, the first slowest, and through values in the order
 * written. Specs that coincide are kept once, at their first place; so are thresholds.
 */
export function expand(file: ExperimentFile): RunSpec[] {
  const stop = stopSpec(file.stop, file.match);
  const measure = measureSpec(file.measure);
  // Specs coincide where their parts do, so that each part need be looked at once.
  const seeds = distinct(typeof file.seeds === 'number' ? range(file.seeds) : file.seeds);
  const methods = distinct(file.methods.flatMap(methodSpecs));
  const precisions = distinct(list(file.precision));
  const starts = distinct(startSpecs(file.start));
  const noises = noisesOf(file.noises);
  const specs = distinct(problemSpecs(file))
    .flatMap((spec) => precisions.map((precision) => inPrecision(spec, precision)))
    .flatMap((spec) => starts.map((start) => ({ ...spec, ...start })))
    .flatMap((spec) => methods.map((method) => ({ ...spec, method, ...engineOf(file, method) })))
    .flatMap((spec) => seeds.map((seed) => ({ ...spec, seed, stop, measure })));
  if (noises === undefined) return thresholdsOnce(specs);
  const noisy = new Set(methods.filter((method) => methodOf(method).noisy));
  const streams = distinct(noises);
  return thresholdsOnce(
    specs.flatMap((spec) =>
      noisy.has(spec.method) ? streams.map((noise) => ({ ...spec, noise })) : [spec],
    ),
  );
}

/** Each value once, at its first place; equal ones have equal text. */
function distinct<T>(values: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size < seen.add(canonicalJson(value)).size);
}

/** The entries of `data`, short forms written out. */
export const dataEntries = (file: ExperimentFile): readonly DataEntry[] =>
  list(file.data).map((entry) => (typeof entry === 'string' ? { name: entry } : entry));

/** The entries of `network`, short forms written out; a module says by itself of which kind it is. */
export const networkEntries = (file: ExperimentFile): readonly NetworkEntry[] =>
  list(file.network ?? defaults.kind).map((entry) =>
    typeof entry === 'string'
      ? { kind: entry }
      : { ...(entry.module !== undefined && { kind: 'module' as const }), ...entry },
  );

/** What is trained on: data × network × loss, where a toy problem is all three. */
function problemSpecs(file: ExperimentFile): readonly Problem[] {
  const networks = networkEntries(file).flatMap(networkSpecs);
  const losses = list(file.loss ?? defaults.loss).flatMap((loss) =>
    list(file.shaping ?? defaults.shaping).flatMap((s) =>
      list(file.l2 ?? defaults.l2).map((l2) => ({
        ...{ loss, ...(s > 0 && { shaping: s }), ...(l2 > 0 && { l2 }) },
      })),
    ),
  );
  return dataEntries(file)
    .flatMap(dataSpecs)
    .flatMap((data): readonly Problem[] =>
      isToy(data)
        ? [{ data }]
        : networks.flatMap((network) => losses.map((loss) => ({ data, network, ...loss }))),
    );
}

/** A problem without its seed and its precision. */
type Problem =
  | Omit<SupervisedSpec, 'seed' | 'precision'>
  | Omit<ToyProblemSpec, 'seed' | 'precision'>;

function dataSpecs({ name: names, ...entry }: DataEntry): (DataSpec | ToySpec)[] {
  return list(names ?? defaults.data.name).flatMap((name) => {
    return gridOf(keysOfData(name), ownKeys(entry, name)).map((given) => entryOf(name, given));
  });
}

/** What an entry of `data` says of the dataset or toy problem of this name: a key of another one's files or problem is no axis of it. */
export const ownKeys = (
  entry: Omit<DataEntry, 'name'>,
  name: string,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => serves(key, name)));

function networkSpecs(entry: NetworkEntry): NetworkSpec[] {
  return list(entry.kind ?? defaults.kind).flatMap((kind) =>
    // A key that a kind does not have is no axis of it, so `kind: [linear, mlp]` counts linear once.
    gridOf(kindKeys[kind], entry).map((values) => networkOf(kind, values)),
  );
}

/** The grid of an entry of `methods`. */
export function methodSpecs(entry: MethodEntry): MethodSpec[] {
  const method = methodEntry(entry.method);
  return gridOf(method.keys, entry).map((values) => method.specOf(values));
}

/** The starts of a file, each as the key of a spec; one that is no key where it has none. */
function startSpecs(entry: ExperimentFile['start']): readonly { readonly start?: StartSpec }[] {
  if (entry === undefined) return [{}];
  const stop = stopSpec(entry.stop);
  const keep = entry.keep === 'state' ? { keep: entry.keep } : {};
  return methodSpecs(entry.method).map((method) => ({ start: { method, stop, ...keep } }));
}

/** What a file says of XLA, for methods that it can compile the steps of. */
function engineOf({ engine }: ExperimentFile, method: MethodSpec): Pick<RunSpec, 'engine'> {
  const xla = engine?.xla ?? 'auto';
  return xla !== 'auto' && methodOf(method).compilable ? { engine: { xla } } : {};
}

/** A target alone may be out of reach, so a bound on the steps joins it; to stall is the rule, where there is a target. */
function stopSpec({ stall, ...rules }: ExperimentFile['stop'], match?: unknown): StopSpec {
  const bounded = (rules.steps ?? rules.epochs ?? rules.time) !== undefined;
  return {
    ...rules,
    ...(!bounded && { steps: defaults.stopSteps }),
    ...(stall === false && rules.loss !== undefined && { stall }),
    // The other matches are of rules that hold anyway.
    ...(endMatch(match) === 'loss' && { match: 'loss' }),
  };
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

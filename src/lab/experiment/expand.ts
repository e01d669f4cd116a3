import { canonicalJson } from '../../core/canonical-json.ts';
import type { NetworkKind } from '../../problems/names.ts';
import { keysOf, type MethodEntry } from '../methods/keys.ts';
import { defaults, needsPath } from '../spec/defaults.ts';
import type { MethodSpec } from '../spec/method.ts';
import type { DataSpec, NetworkSpec, StopSpec } from '../spec/problem.ts';
import { dataFields, type ExperimentFile, networkFields } from './format.ts';
import { measureSpec } from './measure-format.ts';
import type { RunSpec } from './run-spec.ts';
import { thresholdsOnce } from './thresholds-once.ts';

type DataFields = Exclude<Entry<ExperimentFile['data']>, string>;
type NetworkFields = Exclude<Entry<ExperimentFile['network']>, string>;
type Entry<T> = T extends readonly (infer U)[] ? U : T;

/**
 * The runs of an experiment: data × network × loss × methods × seeds, the first slowest. Within each,
 * the grid runs through the keys in the order of spec.ts, the first slowest, and lists in the order
 * written. Specs that coincide are kept once, at their first place; so are thresholds.
 */
export function expand(file: ExperimentFile): RunSpec[] {
  const stop = stopSpec(file.stop);
  const measure = measureSpec(file.measure);
  const seeds = typeof file.seeds === 'number' ? range(file.seeds) : file.seeds;
  const specs = combinations<Omit<RunSpec, 'stop' | 'measure'>>({
    data: dataEntries(file).flatMap(dataSpecs),
    network: networkEntries(file).flatMap(networkSpecs),
    loss: list(file.loss),
    method: file.methods.flatMap(methodSpecs),
    seed: seeds,
  }).map((spec) => ({ ...spec, stop, measure }));
  // A map keeps the place of a key's first entry.
  return thresholdsOnce([...new Map(specs.map((spec) => [canonicalJson(spec), spec])).values()]);
}

/** The entries of `data`, short forms written out. */
export const dataEntries = (file: ExperimentFile): DataFields[] =>
  list(file.data).map((entry) =>
    typeof entry === 'string' ? dataFields.parse({ name: entry }) : entry,
  );

/** The entries of `network`, short forms written out. */
export const networkEntries = (file: ExperimentFile): NetworkFields[] =>
  list(file.network).map((entry) =>
    typeof entry === 'string' ? networkFields.parse({ kind: entry }) : entry,
  );

/** A value or an axis of values, as an axis. */
export const list = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

function dataSpecs({ name, path, ...rest }: DataFields): DataSpec[] {
  return list(name).flatMap((one) =>
    combinations<DataSpec>({
      name: [one],
      path: needsPath(one) ? list(path) : [undefined],
      train: list(rest.train),
      test: list(rest.test),
      centre: list(rest.centre),
      labelNoise: list(rest.labelNoise),
      randomLabels: list(rest.randomLabels),
      seed: list(rest.seed),
    }),
  );
}

function networkSpecs(entry: NetworkFields): NetworkSpec[] {
  const curved = {
    activation: list(entry.activation ?? defaults.activation),
    linearised: list(entry.linearised ?? false).map((yes): true | undefined => yes || undefined),
  };
  const rest = {
    parametrisation: list(entry.parametrisation),
    scale: list(entry.scale),
    init: list(entry.init),
  };
  // A key that a kind does not have is no axis of it, so `kind: [linear, mlp]` counts linear once.
  const byKind: { readonly [K in NetworkKind]: () => NetworkSpec[] } = {
    linear: () => combinations<Of<'linear'>>({ kind: ['linear'], ...rest }),
    mlp: () => {
      const hidden = sizes(entry.hidden ?? defaults.hidden);
      return combinations<Of<'mlp'>>({ kind: ['mlp'], hidden, ...curved, ...rest });
    },
    cnn: () => {
      const channels = sizes(entry.channels ?? defaults.channels);
      return combinations<Of<'cnn'>>({ kind: ['cnn'], channels, ...curved, ...rest });
    },
  };
  return list(entry.kind).flatMap((kind) => byKind[kind]());
}

type Of<K extends NetworkKind> = NetworkSpec & { readonly kind: K };

function methodSpecs(entry: MethodEntry): MethodSpec[] {
  const drawn = 'batch' in entry && entry.batch !== undefined;
  const values: Readonly<Record<string, unknown>> = {
    tolerance: defaults.tolerance,
    ...(drawn && { sampling: defaults.sampling }),
    ...entry,
  };
  const axes = keysOf(entry.method).map((key) => [key, list(values[key])] as const);
  // Each axis is a key of this method's section of the format, with values that it allows.
  return combinations<object>(Object.fromEntries(axes)) as MethodSpec[];
}

/** A target alone may be out of reach, so a bound on the steps joins it. */
function stopSpec(stop: ExperimentFile['stop']): StopSpec {
  const bounded = ['steps', 'epochs', 'time'].some((key) => Object.hasOwn(stop, key));
  return (bounded ? stop : { ...stop, steps: defaults.stopSteps }) as StopSpec;
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

const sizes = (value: readonly number[] | readonly (readonly number[])[]) =>
  (Array.isArray(value[0]) ? value : [value]) as readonly (readonly number[])[];

/** All choices of one value per key, the first key slowest; an undefined value leaves its key out. */
const combinations = <T extends object>(
  axes: {
    readonly [K in keyof T]-?: readonly (T[K] | undefined)[];
  },
): T[] =>
  Object.entries<readonly unknown[]>(axes).reduce<object[]>(
    (partial, [key, values]) =>
      partial.flatMap((spec) =>
        values.map((value) => (value === undefined ? spec : { ...spec, [key]: value })),
      ),
    [{}],
  ) as T[];

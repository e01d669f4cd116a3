import { list, nodesOf } from '../spec/axis.ts';
import { dataNames, entryKeys, needsPath, serves } from '../spec/data.ts';
import { defaults } from '../spec/defaults.ts';
import { type Issue, type Path, pathName, unusedKey } from '../spec/issue.ts';
import { isToyName, type ToyName } from '../spec/toy.ts';
import { dataEntries } from './expand.ts';
import { missingFiles } from './file-paths.ts';
import type { DataEntry, ExperimentFile, MethodEntry } from './format.ts';

/** What is wrong with an entry of `data`, at `at`, whose every key is well formed. */
export function dataIssues(entry: DataEntry, at: Path): Issue[] {
  const path = [...at, 'path'];
  const names = list(entry.name ?? defaults.data.name);
  const format = names.find(needsPath);
  if (format !== undefined && entry.path === undefined) {
    const text = `${pathName(path)} is missing: ${format} needs the path of your own data`;
    return [{ path: at, text }];
  }
  // A key may serve only some names of an axis, but one that serves none is a mistake.
  const idle = Object.keys(entry).filter(
    (key) =>
      key !== 'name' &&
      !(key === 'targets' && !isValued(entry) && names.some((name) => !isToyName(name))) &&
      !names.some((name) => serves(key, name)),
  );
  return [
    ...idle.map((key) => {
      const others = dataNames.filter((name) => serves(key, name));
      return unusedKey(
        [...at, key],
        `${names.every(isToyName) ? 'problem' : 'dataset'} ${names.join(', ')}`,
        `name ${others.length > 1 ? 'one of ' : ''}${others.join(', ')}`,
      );
    }),
    ...(idle.length === 0 ? valueIssues(entry, names, at) : []),
    ...(entry.markerSize !== undefined && entry.marker === undefined
      ? [unusedKey([...at, 'markerSize'], 'data without markers', 'give marker, such as 1')]
      : []),
    ...(idle.includes('path') ? [] : missingFiles(entry, entryKeys, at)),
  ];
}

/** Whether an entry asks for real-valued targets. */
export const isValued = ({ targets }: DataEntry): boolean => list(targets).includes('values');

/** What is done to classes has no meaning for real-valued targets. */
function valueIssues(entry: DataEntry, names: readonly string[], at: Path): Issue[] {
  if (!isValued(entry)) return [];
  const named = names.filter((name) => !serves('targets', name));
  const done = [
    ...nodesOf(entry.labelNoise, [...at, 'labelNoise']).filter(({ value }) => value > 0),
    ...nodesOf(entry.randomLabels, [...at, 'randomLabels']).filter(({ value }) => value),
    ...nodesOf(entry.marker, [...at, 'marker']),
  ];
  return [
    ...(named.length > 0
      ? [
          {
            path: [...at, 'targets'],
            text: `${pathName([...at, 'targets'])} is values, but the targets of ${named.join(', ')} are classes: give these an entry of their own`,
          },
        ]
      : []),
    ...done.map(({ path }) => ({
      path,
      text: `${pathName(path)} needs classes, but ${pathName([...at, 'targets'])} is values: drop one of them`,
    })),
  ];
}

/** Losses that have no meaning for the targets. */
export function lossIssues(file: ExperimentFile): Issue[] {
  if (!dataEntries(file).some(isValued)) return [];
  const needs = (path: Path, what: string, remedy: string): Issue => ({
    path,
    text: `${pathName(path)} ${what}needs classes, but data.targets is values: ${remedy}`,
  });
  return [
    ...nodesOf(file.loss, ['loss'])
      .filter(({ value }) => value === 'cross-entropy')
      .map(({ path }) => needs(path, 'cross-entropy ', 'give squared-error')),
    ...nodesOf(file.shaping, ['shaping'])
      .filter(({ value }) => value > 0)
      .map(({ path }) => needs(path, '', 'drop one of them')),
  ];
}

/** n of each training set of an entry; infinite for problems without examples, of which no batch is too large. */
export const examplesOf = ({ name, train = defaults.data.train }: DataEntry): readonly number[] =>
  list(name ?? defaults.data.name).some((one) => serves('train', one))
    ? list(train)
    : [Number.POSITIVE_INFINITY];

/** The toy problems of a file that has no dataset beside them; undefined where it has. */
export const toysAlone = (file: ExperimentFile): readonly ToyName[] | undefined => {
  const names = namesOf(file);
  return names.every(isToyName) ? names.filter(isToyName) : undefined;
};

const namesOf = (file: ExperimentFile) =>
  dataEntries(file).flatMap(({ name }) => list(name ?? defaults.data.name));

/** What a file says that its toy problems do without: network and loss, where nothing else needs them, examples and targets. */
export function toyIssues(file: ExperimentFile): Issue[] {
  const toys = namesOf(file).filter(isToyName);
  if (toys.length === 0) return [];
  const problems = `problem ${toys.join(', ')}`;
  const idle = (['network', 'loss', 'shaping', 'l2'] as const).filter(
    (key) => file[key] !== undefined,
  );
  return [
    ...(toysAlone(file) === undefined
      ? []
      : idle.map((key) => unusedKey([key], problems, DATASET))),
    ...file.methods.flatMap((entry, i) => entryIssues(entry, ['methods', i], toys)),
  ];
}

const DATASET = 'name a dataset in data';

/** Keys of a method that say something of targets, of which toys have none, and of examples, of which some have none. */
function entryIssues(entry: MethodEntry, at: Path, toys: readonly ToyName[]): Issue[] {
  const idle = ['labelFlips', 'targetNoise', 'shards'].filter((key) =>
    nodesOf<unknown>(Reflect.get(entry, key), []).some(({ value }) => value),
  );
  const whole = toys.filter((name) => !serves('train', name));
  const drawn = ['batch', 'batchNoise'].filter((key) => Reflect.get(entry, key) !== undefined);
  return [
    ...idle.map((key) => unusedKey([...at, key], `problem ${toys.join(', ')}`, DATASET)),
    ...(whole.length > 0 ? drawn : []).map((key) => ({
      path: [...at, key],
      text: `${pathName([...at, key])} needs examples, and problem ${whole.join(', ')} has none: train on the full loss, as by gradient-descent`,
    })),
  ];
}

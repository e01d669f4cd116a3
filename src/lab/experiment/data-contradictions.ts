import { list, nodesOf } from '../spec/axis.ts';
import { dataNames, entryKeys, needsPath, serves } from '../spec/data.ts';
import { defaults } from '../spec/defaults.ts';
import { type Issue, type Path, pathName, unusedKey } from '../spec/issue.ts';
import { isToyName } from '../spec/toy.ts';
import { dataEntries } from './expand.ts';
import { missingFiles } from './file-paths.ts';
import type { DataEntry, ExperimentFile } from './format.ts';

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
  return nodesOf(file.loss, ['loss'])
    .filter(({ value }) => value === 'cross-entropy')
    .map(({ path }) => ({
      path,
      text: `${pathName(path)} cross-entropy needs classes, but data.targets is values: give squared-error`,
    }));
}

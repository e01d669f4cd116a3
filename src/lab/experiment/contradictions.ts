import { fileDatasets } from '../../problems/data/datasets.ts';
import { needsPath } from '../spec/defaults.ts';
import { dataEntries, list, networkEntries } from './expand.ts';
import type { ExperimentFile } from './format.ts';
import { missingFiles, nodesOf } from './input-files.ts';
import { nameOf, type Path, type Problem, unused } from './issue.ts';
import { methodProblems } from './method-contradictions.ts';

/** What is wrong with an experiment whose every key is well formed: keys that contradict each other. */
export const contradictions = (file: ExperimentFile): Problem[] => [
  ...dataEntries(file).flatMap((entry, i) => dataProblems(entry, entryPath('data', file.data, i))),
  ...networkEntries(file).flatMap((entry, i) =>
    networkProblems(entry, entryPath('network', file.network, i)),
  ),
  ...file.methods.flatMap((entry, i) => methodProblems(entry, ['methods', i], file)),
  ...stopProblems(file),
];

/** `data` where there is one entry, `data[1]` where the section is a list. */
const entryPath = (key: string, section: unknown, i: number): Path =>
  Array.isArray(section) ? [key, i] : [key];

function dataProblems(entry: ReturnType<typeof dataEntries>[number], at: Path): Problem[] {
  const name = nameOf([...at, 'path']);
  const path = [...at, 'path'];
  const format = list(entry.name).find(needsPath);
  if (format !== undefined && entry.path === undefined) {
    return [{ path: at, text: `${name} is missing: ${format} needs the path of your own data` }];
  }
  if (format === undefined && entry.path !== undefined) {
    const formats = fileDatasets.join(', ');
    return [unused(path, `dataset ${list(entry.name).join(', ')}`, `name one of ${formats}`)];
  }
  return missingFiles(entry.path, path, name);
}

function networkProblems(entry: ReturnType<typeof networkEntries>[number], at: Path): Problem[] {
  const kinds = list(entry.kind);
  // A key may serve only some kinds of an axis, but one that serves none is a mistake.
  const owners = [
    ['hidden', ['mlp']],
    ['channels', ['cnn']],
    ['activation', ['mlp', 'cnn']],
    ['linearised', ['mlp', 'cnn']],
  ] as const;
  const idle = owners.filter(
    ([key, having]) =>
      entry[key] !== undefined && !kinds.some((kind) => having.some((h) => h === kind)),
  );
  return [
    ...idle.map(([key, having]) =>
      unused([...at, key], `kind ${kinds.join(', ')}`, `choose kind: ${having.join(' or ')}`),
    ),
    ...(entry.init !== undefined && list(entry.scale).some((s) => s !== 1)
      ? [unused([...at, 'scale'], 'weights read from init', 'drop init')]
      : []),
    ...missingFiles(entry.init, [...at, 'init'], nameOf([...at, 'init']), '.npz'),
  ];
}

function stopProblems({ stop, measure, methods }: ExperimentFile): Problem[] {
  if (Object.keys(stop).length === 0) {
    return [{ path: ['stop'], text: 'stop has no rule: give loss, steps, epochs or time' }];
  }
  const end = stop.time ?? Number.POSITIVE_INFINITY;
  const staged = methods.some((entry) => 'stages' in entry && entry.stages !== undefined);
  const epochs: Problem[] =
    staged && stop.epochs !== undefined
      ? [unused(['stop', 'epochs'], 'a batch size that changes', 'give stop.steps')]
      : [];
  const late = nodesOf(measure.snapshots, ['measure', 'snapshots'])
    .filter(({ value }) => value > end)
    .map(({ value, path }) => ({
      path,
      text: `${nameOf(path)} is ${value}, after the end at stop.time ${end}: lower it or raise stop.time`,
    }));
  return [...epochs, ...late];
}

import { methodEntry } from '../../methods/registry.ts';
import { gridSize, list } from '../../spec/axis.ts';
import { keysOfData } from '../../spec/data.ts';
import { defaults } from '../../spec/defaults.ts';
import type { Issue } from '../../spec/issue.ts';
import { counted, most } from '../../spec/limits.ts';
import { kindKeys } from '../../spec/network-keys.ts';
import { isToyName } from '../../spec/toy.ts';
import { dataEntries, networkEntries, ownKeys } from '../expand.ts';
import type { ExperimentFile, MethodEntry } from '../format.ts';

/** A grid of more runs than are allowed, which is counted before it is expanded. */
export function gridIssues(file: ExperimentFile): Issue[] {
  const factors = factorsOf(file);
  const runs = Object.values(factors).reduce((product, n) => product * n, 1);
  if (runs <= most.runs) return [];
  const shown = Object.entries(factors).filter(([, n]) => n > 1);
  const [largest] = shown.toSorted(([, a], [, b]) => b - a)[0]!;
  const product = shown.map(([key, n]) => `${key} ${counted(n)}`).join(' × ');
  const text = `the grid has ${counted(runs)} runs (${product}), and at most ${counted(most.runs)} are allowed: give fewer values, or several files`;
  return [{ path: [largest], key: true, text }];
}

/** By how much each key of a file multiplies its grid; data with networks and losses, since a toy problem is all three. */
function factorsOf(file: ExperimentFile): Readonly<Record<string, number>> {
  const networks = sum(networkEntries(file), (entry) =>
    sum(list(entry.kind ?? defaults.kind), (kind) => gridSize(kindKeys[kind], entry)),
  );
  const terms = list(file.shaping ?? 0).length * list(file.l2 ?? 0).length;
  const losses = list(file.loss ?? defaults.loss).length * terms;
  const data = sum(dataEntries(file), ({ name: names, ...entry }) =>
    sum(
      list(names ?? defaults.data.name),
      (name) =>
        gridSize(keysOfData(name), ownKeys(entry, name)) *
        (isToyName(name) ? 1 : networks * losses),
    ),
  );
  const noises = file.noises ?? 1;
  return {
    data,
    precision: list(file.precision).length,
    start: file.start === undefined ? 1 : sizeOf(file.start.method),
    methods: sum(file.methods, sizeOf),
    seeds: typeof file.seeds === 'number' ? file.seeds : file.seeds.length,
    noises: typeof noises === 'number' ? noises : noises.length,
  };
}

const sizeOf = (entry: MethodEntry): number => gridSize(methodEntry(entry.method).keys, entry);

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0);

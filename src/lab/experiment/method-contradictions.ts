import { adaptiveSolvers, fixedStepSolvers } from '../../dynamics/solvers/registry.ts';
import { diagonalKeys } from '../methods/diagonals.ts';
import { isAdaptive, type MethodEntry } from '../methods/keys.ts';
import { dataEntries, list } from './expand.ts';
import type { ExperimentFile } from './format.ts';
import { missingFiles, nodesOf } from './input-files.ts';
import { nameOf, type Path, type Problem, unused } from './issue.ts';

/** What is wrong with one entry of `methods` whose every key is well formed. */
export function methodProblems(entry: MethodEntry, at: Path, file: ExperimentFile): Problem[] {
  const counts = dataEntries(file).flatMap(({ train }) => list(train));
  if ('solver' in entry) {
    return [
      ...flowProblems(entry, at),
      ...('batch' in entry ? divisionProblems(entry.batch, at, counts) : []),
    ];
  }
  return [
    ...batchProblems(entry, at, Math.min(...counts)),
    ...noiseProblems(entry, at, list(file.loss)),
    ...diagonalProblems(entry, at),
  ];
}

function diagonalProblems(entry: MethodEntry, at: Path): Problem[] {
  return diagonalKeys.flatMap((key) => {
    const path = [...at, key];
    const value = (entry as Partial<Record<string, string | string[]>>)[key];
    return missingFiles(value, path, nameOf(path), '.npz');
  });
}

/** A flow of shuffled batches is defined where all are of one size. */
const divisionProblems = (
  batch: number | readonly number[],
  at: Path,
  counts: readonly number[],
): Problem[] =>
  nodesOf(batch, [...at, 'batch']).flatMap(({ value, path }) =>
    counts
      .filter((train) => train % value !== 0)
      .slice(0, 1)
      .map((train) => ({
        path,
        text: `batch ${value} does not divide the ${train} training examples: give one that does`,
      })),
  );

function batchProblems(entry: MethodEntry, at: Path, train: number): Problem[] {
  if (!('batch' in entry)) {
    return ['sampling', 'average', 'stages', 'shards']
      .filter((key) => Object.hasOwn(entry, key))
      .map((key) => unused([...at, key], 'the full batch', 'give batch'));
  }
  const exceeds = (value: number, path: Path, count: number, what: string) => ({
    path,
    text: `batch ${value} exceeds the ${count} ${what}: lower it or raise data.train`,
  });
  const { stages, shards } = 'stages' in entry || 'shards' in entry ? entry : {};
  const sizes = [
    ...nodesOf(entry.batch, [...at, 'batch']),
    ...nodesOf<Readonly<Record<string, number>>>(stages, [...at, 'stages']).flatMap(
      ({ value, path }) =>
        Object.entries(value).map(([from, size]) => ({ value: size, path: [...path, from] })),
    ),
  ];
  const nowhere = nodesOf<Readonly<Record<string, number>>>(stages, [...at, 'stages']).flatMap(
    ({ value, path }) =>
      Object.keys(value)
        .filter((from) => !/^[1-9]\d*$/.test(from))
        .map((from) => [...path, from]),
  );
  return [
    ...nowhere.map((path) => ({
      path,
      key: true as const,
      text: `${nameOf(path)} starts at no step: write whole numbers from 1 on`,
    })),
    ...sizes
      .filter(({ value }) => value > train)
      .map(({ value, path }) => exceeds(value, path, train, 'training examples')),
    ...nodesOf(shards, [...at, 'shards']).flatMap((shard) => {
      const smallest = Math.floor(train / shard.value.workers);
      return nodesOf(entry.batch, [...at, 'batch'])
        .filter(({ value }) => value <= train && value > smallest)
        .map(({ value, path }) => exceeds(value, path, smallest, 'examples of a worker'));
    }),
    ...(stages !== undefined && shards !== undefined
      ? [unused([...at, 'stages'], 'batches drawn from shards', 'drop shards')]
      : []),
  ];
}

function noiseProblems(entry: MethodEntry, at: Path, losses: readonly string[]): Problem[] {
  if (!('labelFlips' in entry || 'targetNoise' in entry)) return [];
  const { labelFlips, targetNoise } = entry;
  const path = [...at, 'targetNoise'];
  return [
    ...(labelFlips !== undefined && targetNoise !== undefined
      ? [unused(path, 'labels that flip', 'drop labelFlips')]
      : []),
    ...(targetNoise !== undefined && losses.includes('cross-entropy')
      ? [unused(path, 'loss cross-entropy', 'give labelFlips in its place')]
      : []),
    ...('average' in entry && entry.average !== undefined
      ? [unused([...at, 'average'], 'labels with noise', 'raise batch')]
      : []),
  ];
}

/** A flow whose solver steps by a tolerance has no dt key, or may leave it out. */
type Flow = Pick<MethodEntry & { readonly method: 'gradient-flow' }, 'solver' | 'tolerance'> & {
  readonly dt?: unknown;
};

function flowProblems({ solver, tolerance, dt }: Flow, at: Path): Problem[] {
  if (isAdaptive(solver)) {
    const takers = Object.keys(fixedStepSolvers).join(' or ');
    return dt === undefined
      ? []
      : [unused([...at, 'dt'], `solver ${solver}`, `choose solver: ${takers}`)];
  }
  if (dt === undefined) {
    const text = `${nameOf([...at, 'dt'])} is missing: ${solver} needs a fixed step, such as dt: 0.01`;
    return [{ path: at, text }];
  }
  const takers = Object.keys(adaptiveSolvers).join(' or ');
  return tolerance === undefined
    ? []
    : [unused([...at, 'tolerance'], `solver ${solver}`, `choose solver: ${takers}`)];
}

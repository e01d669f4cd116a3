import type * as z from 'zod';
import { type Axes, nodesOf } from '../spec/axis.ts';
import { type Issue, type Path, pathName, unusedKey } from '../spec/issue.ts';
import type { gradientKeys } from './gradient-keys.ts';
import type { Whereabouts } from './method.ts';
import type { ScheduleSpec } from './schedule-format.ts';

type GradientEntry = Partial<z.output<z.ZodObject<Axes<typeof gradientKeys>>>>;

/** Batch sizes by the step that they start at. */
type Stages = Readonly<Record<string, number>>;

/** What contradicts itself in an entry of a method that steps along gradients. */
export const gradientContradictions = (
  entry: GradientEntry,
  { at, examples, losses, classes }: Whereabouts,
): Issue[] => [
  ...batchIssues(entry, at, Math.min(...examples)),
  ...noiseIssues(entry, at, losses),
  ...alikeIssues(entry, at, Math.min(...examples)),
  ...nodesOf(entry.schedule, [...at, 'schedule']).flatMap(scheduleIssues),
  ...(classes ? [] : classIssues(entry, at)),
  ...('decay' in entry && !('weightDecay' in entry)
    ? [unusedKey([...at, 'decay'], 'weights that do not decay', 'give weightDecay')]
    : []),
];

/** Keys that say something of classes, where there are none. */
const classIssues = (entry: GradientEntry, at: Path): Issue[] =>
  (['labelFlips', 'shards'] as const)
    .filter((key) => (key === 'shards' ? entry[key] !== undefined : exceed(entry[key], 0)))
    .map((key) =>
      unusedKey(
        [...at, key],
        'data.targets: values',
        key === 'labelFlips' ? 'give targetNoise in its place' : 'train on classes',
      ),
    );

/** Mini-batches of more than the n training examples. */
export const oversizedBatches = (
  entry: Pick<GradientEntry, 'batch'>,
  { at, examples }: Whereabouts,
): Issue[] => {
  const n = Math.min(...examples);
  return nodesOf(entry.batch, [...at, 'batch'])
    .filter(({ value }) => value > n)
    .map(({ value, path }) => exceeds(value, path, n, 'training examples'));
};

function batchIssues(entry: GradientEntry, at: Path, n: number): Issue[] {
  const { batch, stages, shards } = entry;
  if (batch === undefined) {
    return (['sampling', 'average', 'stages', 'shards'] as const)
      .filter((key) => entry[key] !== undefined)
      .map((key) => unusedKey([...at, key], 'the full batch', 'give batch'));
  }
  const batchNodes = nodesOf(batch, [...at, 'batch']);
  const stageNodes = nodesOf<Stages>(stages, [...at, 'stages']).flatMap(({ value, path }) =>
    Object.entries(value).map(([from, size]) => ({ from, value: size, path: [...path, from] })),
  );
  return [
    ...stageNodes
      .filter(({ from }) => !/^[1-9]\d*$/.test(from))
      .map(({ path }) => ({
        path,
        key: true as const,
        text: `${pathName(path)} starts at no step: write whole numbers from 1 on`,
      })),
    ...[...batchNodes, ...stageNodes]
      .filter(({ value }) => value > n)
      .map(({ value, path }) => exceeds(value, path, n, 'training examples')),
    ...nodesOf(shards, [...at, 'shards']).flatMap((shard) => {
      const smallest = Math.floor(n / shard.value.workers);
      return batchNodes
        .filter(({ value }) => value <= n && value > smallest)
        .map(({ value, path }) => exceeds(value, path, smallest, 'examples of a worker'));
    }),
    ...(stages !== undefined && shards !== undefined
      ? [unusedKey([...at, 'stages'], 'batches drawn from shards', 'drop shards')]
      : []),
  ];
}

/** Noise alike that of mini-batches, beside mini-batches, or of more examples than there are. */
const alikeIssues = ({ batchNoise, batch }: GradientEntry, at: Path, n: number): Issue[] =>
  nodesOf(batchNoise, [...at, 'batchNoise']).flatMap(({ value, path }) => [
    ...(batch === undefined ? [] : [unusedKey(path, 'mini-batches', 'drop batch')]),
    ...(value.batch > n ? [exceeds(value.batch, [...path, 'batch'], n, 'training examples')] : []),
  ]);

/** Steps and factors of a schedule that do not go together. */
function scheduleIssues({ value, path }: { value: ScheduleSpec; path: Path }): Issue[] {
  if (value.kind !== 'piecewise') return [];
  const { at, factors } = value;
  const name = (key: string) => pathName([...path, key]);
  const late = at.findIndex((step, i) => i > 0 && step <= at[i - 1]!);
  if (late > 0) {
    const text = `${name('at')} goes from ${at[late - 1]} to ${at[late]}: write the steps in ascending order`;
    return [{ path: [...path, 'at', late], text }];
  }
  if (at.length === factors.length) return [];
  const text = `${name('factors')} has ${factors.length} for the ${at.length} steps of at: give one for each`;
  return [{ path: [...path, 'factors'], text }];
}

const exceeds = (value: number, path: Path, count: number, what: string): Issue => ({
  path,
  text: `batch ${value} exceeds the ${count} ${what}: lower it or raise data.train`,
});

function noiseIssues(
  { labelFlips, targetNoise, average }: GradientEntry,
  at: Path,
  losses: readonly string[],
): Issue[] {
  const [flips, noise] = [exceed(labelFlips, 0), exceed(targetNoise, 0)];
  if (!flips && !noise) return [];
  const path = [...at, 'targetNoise'];
  return [
    ...(flips && noise ? [unusedKey(path, 'labels that flip', 'drop labelFlips')] : []),
    ...(noise && losses.includes('cross-entropy')
      ? [unusedKey(path, 'loss cross-entropy', 'give labelFlips in its place')]
      : []),
    ...(exceed(average, 1)
      ? [unusedKey([...at, 'average'], 'labels with noise', 'raise batch')]
      : []),
  ];
}

/** Whether a value, or any of an axis, is above the one that says nothing. */
const exceed = (values: number | readonly number[] | undefined, nothing: number): boolean =>
  nodesOf(values, []).some(({ value }) => value > nothing);

import { resolve } from 'node:path';
import type { Estimate } from '../../core/estimate.ts';
import { significant, withError } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import { type ArmDifferences, armDifferences } from '../../report/comparison/arm-differences.ts';
import {
  type KeyDifference,
  provenanceDifferences,
  specDifferences,
} from '../../report/comparison/key-differences.ts';
import { type RunDifference, runDifferences } from '../../report/comparison/run-differences.ts';
import { metricsOf } from '../../report/tables/arms-table.ts';
import { listed } from '../shared/arguments.ts';
import { finishedRuns, recordsFolder } from '../shared/finished-runs.ts';
import { bold, dim, say } from '../shared/output.ts';
import { runNamed } from '../shared/run-named.ts';
import { textTable } from '../shared/text-table.ts';
import { between, isBetween, type PairFlags, refuseUnused } from './between.ts';

interface CompareFlags extends PairFlags {
  readonly measures?: string | undefined;
  readonly all?: boolean | undefined;
}

/** Says how two runs or experiments differ; returns the exit code, which is 0 whether they do or not. */
export async function compare(a: string, b: string, flags: CompareFlags): Promise<number> {
  if (isBetween(flags)) return between(a, b, flags);
  refuseUnused(flags);
  const one = sideOf(a, flags.runs);
  const other = isSame(a, b, flags.runs) ? one : sideOf(b, flags.runs);
  const keys = flags.measures === undefined ? undefined : listed(flags.measures);
  if (keys !== undefined) metricsOf([...one.runs, ...other.runs], keys);
  const isAsked = ({ measure }: { readonly measure: string }) => keys?.includes(measure) ?? true;
  const spec = specDifferences(one.runs, other.runs);
  const provenance = provenanceDifferences(one.runs, other.runs);
  const isRuns = one.single && other.single;
  const numbers = isRuns ? runDifferences(one.runs[0]!, other.runs[0]!).filter(isAsked) : undefined;
  const found = isRuns ? undefined : armDifferences(one.runs, other.runs);
  const arms = found && { ...found, differences: found.differences.filter(isAsked) };
  if (flags.json === true) {
    const sides = { a: one.runs.map(({ id }) => id), b: other.runs.map(({ id }) => id) };
    say(JSON.stringify({ ...sides, spec, ...(numbers ? { numbers } : arms), provenance }, null, 2));
    return 0;
  }
  for (const line of keyLines('Spec', spec)) say(line);
  for (const line of numbers ? runLines(numbers, flags.all) : armLines(arms!, flags.all)) say(line);
  for (const line of keyLines('Computed by', provenance)) say(line);
  return 0;
}

/** Whether two names are of the same records, which are then read once. */
const isSame = (a: string, b: string, runsDir: string): boolean =>
  a === b || resolve(recordsFolder(a, runsDir)) === resolve(recordsFolder(b, runsDir));

/** What is compared: a run, or the runs of an experiment. */
function sideOf(
  name: string,
  runsDir: string,
): { readonly runs: readonly Run[]; readonly single: boolean } {
  const found = runNamed(name, runsDir);
  if (found !== undefined) return { runs: [found.run], single: true };
  return { runs: finishedRuns(name, runsDir).runs, single: false };
}

function keyLines(title: string, all: readonly KeyDifference[]): readonly string[] {
  if (all.length === 0) return [`${bold(title)}: no difference`];
  const text = (values: readonly string[]) =>
    values.length === 0 ? '–' : values.map((value) => value.replace(/^"(.*)"$/, '$1')).join(', ');
  const rows = all.map(({ key, a, b }) => [`  ${key}`, shortened(text(a)), shortened(text(b))]);
  return [bold(title), ...table(['  key', 'A', 'B'], rows)];
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

function runLines(all: readonly RunDifference[], everything = false): readonly string[] {
  const beyond = all.filter(({ exceeds }) => exceeds);
  const missing = all.filter(({ difference }) => difference === null);
  const shown = everything ? all : [...beyond, ...missing];
  const text = (estimate: Estimate | null) =>
    estimate === null ? '–' : withError(estimate.value, estimate.stderr);
  const rows = shown.map(({ measure, a, b, difference, stderr, exceeds }) => [
    ...[`  ${measure}`, text(a), text(b)],
    ...[
      difference === null ? '–' : withError(difference, stderr!),
      exceeds ? 'exceeds its error' : '',
    ],
  ]);
  return [
    bold('Numbers'),
    ...(rows.length === 0 ? [] : table(['  measure', 'A', 'B', 'B − A', ''], rows)),
    `  ${beyond.length} of ${all.length - missing.length} differ by more than twice the errors within the runs; what seeds do is no part of these`,
  ];
}

function armLines(found: ArmDifferences, everything = false): readonly string[] {
  const { differences, paired, onlyA, onlyB } = found;
  const beyond = differences.filter(({ exceeds }) => exceeds);
  const same = differences.filter((one) => one.same).length;
  const rows = (everything ? differences : beyond).map((one) => [
    ...[`  ${one.arm}`, one.measure, significant(one.a), significant(one.b)],
    `${significant(one.difference)}${one.interval ? ` [${one.interval.map((x) => significant(x)).join(', ')}]` : ''}`,
    `${one.n.join(' and ')}, ${one.by}`,
  ]);
  const chance = 0.05 * differences.filter(({ interval }) => interval !== null).length;
  return [
    bold('Means over seeds'),
    ...(rows.length === 0 ? [] : table(['  arm', 'measure', 'A', 'B', 'B − A', 'seeds'], rows)),
    `  ${paired} arms on both sides; of ${differences.length} differences ${beyond.length} leave 0 outside of their 95 % interval (about ${significant(chance, 2)} would by chance), ${same} are none at all`,
    ...[['A', onlyA] as const, ['B', onlyB] as const].flatMap(([side, arms]) =>
      arms.length === 0 ? [] : [`  ${side} alone has ${arms.join('; ')}`],
    ),
  ];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  textTable(
    head.map((name) => ({ name, right: false })),
    rows,
  ).map((line, i) => (i === 0 ? dim(line) : line));

import { titleOf } from './network.ts';
import { type Case, once } from './protocol.ts';

/** Medians of one case by contestant: seconds per unit of work, and processor time over wall time. */
export interface Row {
  readonly case: Case;
  readonly threads: number;
  readonly medians: Readonly<Record<string, number>>;
  readonly cores: Readonly<Record<string, number>>;
  /** Contestants left out, and why. */
  readonly left: Readonly<Record<string, string>>;
}

/** Milliseconds of each contestant in rows of one kind, with the ratio to flowlab native: above 1, flowlab is faster. */
export function table(own: readonly Row[]): string {
  const names = namesIn(own);
  const body = own.map((row) => [
    titleOf(row.case.network),
    String(row.case.B),
    ...cells(row, names),
  ]);
  return markdown(['network', own[0]!.case.kind === 'step' ? 'B' : 'n', ...names], body);
}

const jobs: Partial<Record<Case['kind'], string>> = {
  trace: 'trace, 100 probes',
  traceTo: 'trace to 2 %',
  lambda: 'λ to 10⁻³',
  density: 'density, 10 probes × 100 steps',
  threshold: 'bracket of η_max to 5 %, trials of 200 steps',
  target: 'SGD, B = 32, to a loss of 0.05',
};

/** The same of whole jobs on one thread. */
export function jobsTable(rows: readonly Row[]): string | undefined {
  const own = rows.filter((r) => once(r.case.kind) && r.threads === 1);
  if (own.length === 0) return undefined;
  const names = namesIn(own);
  const body = own.map((row) => [
    ...[jobs[row.case.kind]!, titleOf(row.case.network), String(row.case.B)],
    ...cells(row, names),
  ]);
  return markdown(['job', 'network', 'n', ...names], body);
}

/** A table in Markdown. */
export function markdown(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

const namesIn = (rows: readonly Row[]): string[] => [
  ...new Set(rows.flatMap((r) => Object.keys(r.medians))),
];

/** What each contestant took, and on several threads its processor time too. */
const cells = ({ medians, cores, threads }: Row, names: readonly string[]): string[] =>
  names.map((name) => {
    const cpu = threads > 1 && name in medians ? medians[name]! * cores[name]! : undefined;
    return cell(medians[name], medians['flowlab native'], cpu);
  });

const cell = (
  seconds: number | undefined,
  reference: number | undefined,
  cpu: number | undefined,
): string => {
  if (seconds === undefined) return '–';
  const ms = (1000 * seconds).toPrecision(3);
  const ratio =
    reference === undefined || reference === seconds
      ? ''
      : ` (${(seconds / reference).toPrecision(2)})`;
  return `${ms}${ratio}${cpu === undefined ? '' : `, CPU ${(1000 * cpu).toPrecision(3)}`}`;
};

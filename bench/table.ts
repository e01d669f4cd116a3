import { titleOf } from './network.ts';
import { type Case, kinds } from './protocol.ts';

/** Medians of one case by contestant: seconds per unit of work, and processor time over wall time. */
export interface Row {
  readonly case: Case;
  readonly threads: number;
  readonly medians: Readonly<Record<string, number>>;
  readonly cores: Readonly<Record<string, number>>;
  /** Contestants left out, and why. */
  readonly left: Readonly<Record<string, string>>;
}

const units: Readonly<Record<Case['kind'], string>> = {
  step: 'Training step, ms',
  hvp: 'Hessian–vector product at a new point each time, ms',
  products: 'Hessian–vector product, 32 at one point, ms each',
  trace: 'Hessian trace by 100 probes, ms',
  threshold: 'Bracket of η_max to 5 %, trials of 200 steps, ms',
};

/** One table for each kind and number of threads. */
export function tables(rows: readonly Row[]): string {
  const counts = [...new Set(rows.map((r) => r.threads))];
  return counts
    .flatMap((threads) => kinds.map((kind) => ({ threads, kind })))
    .flatMap(({ threads, kind }) => {
      const own = rows.filter((r) => r.case.kind === kind && r.threads === threads);
      const many = threads === 1 ? 'one thread' : `${threads} threads`;
      return own.length === 0 ? [] : [`### ${units[kind]}, ${many}\n\n${table(own)}`];
    })
    .join('\n\n');
}

/** Milliseconds of each contestant, with the ratio to flowlab native: above 1, flowlab is faster. */
function table(own: readonly Row[]): string {
  const names = [...new Set(own.flatMap((r) => Object.keys(r.medians)))];
  const body = own.map(({ case: c, medians }) => [
    titleOf(c.network),
    String(c.B),
    ...names.map((name) => cell(medians[name], medians['flowlab native'])),
  ]);
  return markdown(['network', own[0]!.case.kind === 'step' ? 'B' : 'n', ...names], body);
}

/** A table in Markdown. */
export function markdown(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

const cell = (seconds: number | undefined, reference: number | undefined): string => {
  if (seconds === undefined) return '–';
  const ms = (1000 * seconds).toPrecision(3);
  return reference === undefined || reference === seconds
    ? ms
    : `${ms} (${(seconds / reference).toPrecision(2)})`;
};

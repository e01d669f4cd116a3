import type { Case } from './protocol.ts';

/** Medians of one case, in seconds per unit of work, by contestant. */
export interface Row {
  readonly case: Case;
  readonly threads: number;
  readonly medians: Readonly<Record<string, number>>;
}

/** Milliseconds of each contestant, with the ratio to flowlab native: above 1, flowlab is faster. */
export function table(rows: readonly Row[], kind: Case['kind'], threads: number): string {
  const own = rows.filter((r) => r.case.kind === kind && r.threads === threads);
  const names = [...new Set(own.flatMap((r) => Object.keys(r.medians)))];
  const head = ['network', kind === 'step' ? 'B' : 'n', ...names];
  const body = own.map(({ case: c, medians }) => [
    `784-${c.hidden.join('-')}-10`,
    String(c.B),
    ...names.map((name) => cell(medians[name], medians['flowlab native'])),
  ]);
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

import type { Estimate } from '../../core/estimate.ts';
import { significant, withError } from '../../core/format.ts';
import type { ProbeRequest } from '../../lab/experiment/probe-request.ts';
import { probeNames, probes } from '../../lab/probes/registry.ts';
import type { Probed } from '../../lab/runner/probe-weights.ts';
import { bold, dim, say } from '../shared/output.ts';
import { textTable } from '../shared/text-table.ts';

/** Lists the measures: what each is, and what it costs. */
export function listMeasures(): void {
  const width = Math.max(...probeNames.map((name) => name.length));
  for (const name of probeNames) {
    const { about, cost, form } = probes[name];
    say(`${bold(name.padEnd(width))}  ${about}`);
    say(dim(`${' '.repeat(width)}  ${cost}${form === '' ? '' : `; options ${form}`}`));
  }
}

/** Prints what was measured: a line for each number, with its error and its cost. */
export function print(
  { label, parameters, preparation, measures }: Probed,
  { spec }: ProbeRequest,
): void {
  const precision = spec.precision === undefined ? '' : `, ${spec.precision} precision`;
  say(bold(`${label}, ${parameters} parameters, ${spec.loss}, seed ${spec.seed}${precision}`));
  say(dim(preparation));
  const head = ['', 'value', 'interval', 'gradients', 'HVPs', 'seconds', ''];
  const rows = measures.flatMap(({ scalars }) => {
    // Numbers of one evaluation share its cost, which stands beside the first of them.
    const seen = new Set<number>();
    return Object.entries(scalars).map(([name, estimate]) => {
      const shared = seen.has(estimate.cost.seconds);
      seen.add(estimate.cost.seconds);
      return rowOf(name, estimate, shared);
    });
  });
  const columns = head.map((name, k) => ({ name, right: k >= 3 && k <= 5 }));
  for (const [i, line] of textTable(columns, rows).entries()) say(i === 0 ? dim(line) : line);
  for (const { name, arrays = {} } of measures) {
    const sizes = Object.entries(arrays).flatMap(([key, values]) =>
      Array.isArray(values) ? `${key} [${sizeOf(values)}]` : [],
    );
    if (sizes.length > 0) say(dim(`${name}, with --json or --out: ${sizes.join(', ')}`));
  }
}

function rowOf(
  name: string,
  { value, stderr, interval, cost, converged }: Estimate,
  shared: boolean,
): string[] {
  return [
    name,
    withError(value, stderr),
    interval === undefined ? '' : `[${interval.map((end) => significant(end, 4)).join(', ')}]`,
    ...(shared ? ['', '', ''] : [`${cost.gradients}`, `${cost.hvps}`, cost.seconds.toFixed(2)]),
    converged ? '' : 'not converged',
  ];
}

const sizeOf = (values: readonly unknown[]): string =>
  Array.isArray(values[0]) ? `${values.length} × ${values[0].length}` : String(values.length);

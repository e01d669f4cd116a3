import { median } from '../src/stats/summary.ts';
import type { Contestant } from './contestants.ts';
import { titleOf } from './network.ts';
import { type Case, type Check, once } from './protocol.ts';
import type { Row } from './table.ts';

/** Contestants agree on loss, gradient and product to this, relative; float32 sums differ by 1e-6. */
const AGREE = 1e-4;
/** And on what their work found: brackets of 5 % have middles within 5 %, traces to 2 % may be 6 % apart, and orders of SGD change its steps. */
const AGREE_FOUND: Partial<Record<Case['kind'], number>> = { traceTo: 0.1, target: 0.1 };
const AGREE_ELSE = 0.05;

/** What contestants are held against: the first one's answers. */
interface Standard {
  readonly check: Check;
  readonly value: number | undefined;
}

/**
 * Medians over rounds in which every contestant takes its turn at the same case.
 *
 * A contestant that computes something else than the first one is left out, with the reason.
 */
export async function measure(
  field: readonly Contestant[],
  c: Case,
  threads: number,
  rounds: number,
): Promise<Row> {
  const left: Record<string, string> = {};
  const ready: Contestant[] = [];
  let standard: Standard | undefined;
  for (const one of field) {
    const { check, note } = await one.tell({ order: 'check', case: c });
    let reason = check === undefined ? note : difference(check, standard?.check ?? check);
    if (reason === undefined) {
      const { note: cannot, value } = await one.tell({ order: 'prepare', case: c });
      reason = cannot ?? apart(c.kind, value, standard?.value);
      standard ??= { check: check!, value };
    }
    if (reason === undefined) ready.push(one);
    else left[one.name] = reason;
  }
  const samples = ready.map((one) => ({ one, seconds: [] as number[], cores: [] as number[] }));
  for (let round = 0; round < (once(c.kind) ? Math.min(rounds, 3) : rounds); round++) {
    for (const { one, seconds, cores } of samples) {
      const answer = await one.tell({ order: 'sample' });
      if (answer.seconds !== undefined) seconds.push(answer.seconds);
      if (answer.cores !== undefined) cores.push(answer.cores);
    }
  }
  const of = (key: 'seconds' | 'cores') =>
    Object.fromEntries(samples.map((s) => [s.one.name, s[key].length > 0 ? median(s[key]) : 0]));
  const row = { case: c, threads, medians: of('seconds'), cores: of('cores'), left };
  console.error(line(row));
  return row;
}

/** What sets two answers apart, or undefined. */
function difference(a: Check, b: Check): string | undefined {
  const far = (x: number, y: number, size: number) => !(Math.abs(x - y) <= AGREE * Math.abs(size));
  if (far(a.loss, b.loss, b.loss)) return `another loss: ${a.loss}, not ${b.loss}`;
  if (far(a.gradient, b.gradient, b.gradient))
    return `another gradient: ${a.gradient} long, not ${b.gradient}`;
  // The slope may be small by cancellation, so it is judged by the gradient.
  if (far(a.slope, b.slope, b.gradient)) return `another slope: ${a.slope}, not ${b.slope}`;
  if (a.product !== undefined && b.product !== undefined && far(a.product, b.product, b.product))
    return `another product: ${a.product} long, not ${b.product}`;
  return undefined;
}

function apart(
  kind: Case['kind'],
  a: number | undefined,
  b: number | undefined,
): string | undefined {
  const close = AGREE_FOUND[kind] ?? AGREE_ELSE;
  if (a === undefined || b === undefined || Math.abs(a / b - 1) <= close) return undefined;
  return `found ${a}, not ${b}`;
}

/** A line to watch the run by: milliseconds, and busy cores where there were too many, or others at work. */
function line({ case: c, threads, medians, cores, left }: Row): string {
  const told = Object.entries(medians).map(([name, s]) => {
    const busy = cores[name]!;
    const off = busy > 1.05 * threads || busy < 0.9 ? ` on ${busy.toFixed(2)} cores!` : '';
    return `${name} ${(1000 * s).toPrecision(3)}${off}`;
  });
  const out = Object.entries(left).map(([name, why]) => `without ${name}: ${why}`);
  const title = `${c.kind} ${titleOf(c.network)} ${c.B}, ${threads} thread(s), ms`;
  return [`${title}: ${told.join(', ')}`, ...out].join('\n  ');
}

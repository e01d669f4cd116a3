import type { Precision } from '../src/engine/program/compile.ts';
import { markdown } from './table.ts';

/** One solver's way to the end of a flow. */
export interface FlowRow {
  readonly name: string;
  readonly precision: Precision;
  readonly gradients: number;
  readonly hvps: number;
  readonly seconds: number;
  /** Distance of its end from the reference's, over that from start to end. */
  readonly error: number;
}

export interface Flow {
  readonly seed: number;
  readonly time: number;
  readonly examples: number;
  readonly lambdaStart: number;
  /** Along the flow. */
  readonly lambdaMax: number;
  /** Estimated error of the reference itself, in the same measure as the rows'. */
  readonly referenceError: number;
  readonly rows: readonly FlowRow[];
}

/** Gradients, with a product counted as two. */
const cost = ({ gradients, hvps }: FlowRow): number => gradients + 2 * hvps;

/** What each solver costs, and what rkc2 would at the same endpoint error. */
export function flowTable(flow: Flow): string {
  const { seed, time, examples, lambdaStart, lambdaMax, referenceError, rows } = flow;
  const body = rows.map((row) => [
    row.name,
    row.precision,
    String(row.gradients),
    String(row.hvps),
    String(cost(row)),
    row.seconds.toFixed(2),
    row.error.toExponential(2),
    ...(['single', 'double'] as const).map((precision) => {
      if (row.name.startsWith('rkc2')) return '';
      const own = costAt(flow, row.error, precision);
      return own === undefined ? '–' : `${own.toFixed(0)} (${(cost(row) / own).toFixed(1)})`;
    }),
  ]);
  const head = ['solver', 'precision', 'gradients', 'HVPs', 'cost', 's', 'error'];
  return [
    `To t = ${time}, ${examples} images, seed ${seed}. λ is ${lambdaStart.toFixed(1)} at the start, ${lambdaMax.toFixed(1)} at most; the reference is off by ${referenceError.toExponential(1)}.`,
    markdown([...head, 'rkc2 at this error', 'in double'], body),
  ].join('\n\n');
}

/** Cost of rkc2 at an endpoint error, interpolated log-log; undefined outside what was measured. */
function costAt({ rows }: Flow, error: number, precision: Precision): number | undefined {
  const own = rows
    .filter((r) => r.name.startsWith('rkc2') && r.precision === precision)
    .sort((a, b) => b.error - a.error);
  for (const [i, high] of own.slice(0, -1).entries()) {
    const low = own[i + 1]!;
    if (error > high.error || error < low.error) continue;
    const share = Math.log(high.error / error) / Math.log(high.error / low.error);
    return cost(high) * (cost(low) / cost(high)) ** share;
  }
  return undefined;
}

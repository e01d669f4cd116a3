import { significant, withError } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import type { OutputTable } from '../../lab/spec/output.ts';
import { type Metric, metricsIn } from '../arms/metric.ts';
import type { Spread } from '../arms/spread.ts';
import type { ArmSummary } from '../findings/arm-summary.ts';
import type { Block } from './block.ts';

const ABOUT: Readonly<Record<OutputTable | 'other', string>> = {
  loss: 'Loss where training ended.',
  accuracy: 'Accuracy where training ended, as a fraction.',
  curvature:
    'Curvature where training ended; λ₀ and ηₘₐₓ belong to the initial weights unless said otherwise.',
  other: 'Other measures, where training ended unless they are of the initial weights.',
};

/** Columns of a table beside those that name its rows: more are hard to read, and make another table. */
const MOST_COLUMNS = 6;

/**
 * How the runs of each arm ended and the means over them: tables for loss, accuracy and curvature, and for all that was measured
 * besides. Each metric has one column.
 */
export function armTables(arms: readonly ArmSummary[], runs: readonly Run[]): Block[] {
  const metrics = metricsIn(runs).filter(({ key }) =>
    arms.some(({ quantities }) => quantities[key]),
  );
  return Object.entries(ABOUT).flatMap(([table, about]) => {
    const own = metrics.filter(({ column }) => (column?.table ?? 'other') === table);
    const parts = Math.ceil(own.length / MOST_COLUMNS);
    return Array.from({ length: parts }, (_, i) =>
      tableOf(arms, own.slice(i * MOST_COLUMNS, (i + 1) * MOST_COLUMNS), about),
    );
  });
}

function tableOf(arms: readonly ArmSummary[], columns: readonly Metric[], about: string): Block {
  const blown = arms.some((arm) => arm.diverged > 0);
  const unfinished = arms.some((arm) => arm.unfinished > 0);
  return {
    kind: 'table',
    caption:
      `${about} Mean over seeds ± half the 95 % Student t interval; n counts the runs that ended as ` +
      'their stop rule asks. A value without ± rests on one seed, or on equal ones.',
    head: [
      'arm',
      'n',
      ...(blown ? ['diverged'] : []),
      ...(unfinished ? ['stop rule not met'] : []),
      ...columns.map((metric) => metric.column?.heading ?? metric.name),
    ],
    rows: arms.map((arm) => [
      arm.label,
      String(arm.counted),
      ...(blown ? [String(arm.diverged)] : []),
      ...(unfinished ? [String(arm.unfinished)] : []),
      ...columns.map(({ key }) => cell(arm.quantities[key])),
    ]),
  };
}

function cell(spread: Spread | undefined): string {
  if (spread === undefined) return '–';
  if (spread.interval === null) return significant(spread.mean, 4);
  return withError(spread.mean, (spread.interval[1] - spread.interval[0]) / 2);
}

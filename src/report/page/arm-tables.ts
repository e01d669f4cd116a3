import { significant, withError } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import type { OutputTable } from '../../lab/spec/output.ts';
import { metricsIn } from '../arms/metric.ts';
import type { Spread } from '../arms/spread.ts';
import type { ArmSummary } from '../findings/arm-summary.ts';
import type { Block } from './block.ts';

const TABLES: readonly { readonly table: OutputTable; readonly about: string }[] = [
  { table: 'loss', about: 'Loss where training ended.' },
  { table: 'accuracy', about: 'Accuracy where training ended, as a fraction.' },
  {
    table: 'curvature',
    about:
      'Curvature where training ended; λ₀ and ηₘₐₓ belong to the initial weights unless said otherwise.',
  },
];

/** How the runs of each arm ended and the means over them, a table for loss, accuracy and curvature each. */
export function armTables(arms: readonly ArmSummary[], runs: readonly Run[]): Block[] {
  const metrics = metricsIn(runs);
  const blown = arms.some((arm) => arm.diverged > 0);
  const unfinished = arms.some((arm) => arm.unfinished > 0);
  return TABLES.flatMap(({ table, about }): Block[] => {
    const columns = metrics.filter(
      ({ key, column }) =>
        column?.table === table && arms.some(({ quantities }) => quantities[key]),
    );
    if (columns.length === 0) return [];
    return [
      {
        kind: 'table',
        caption:
          `${about} Mean over seeds ± half the 95 % Student t interval; n counts the runs that ended as ` +
          'their stop rule asks. A value without ± rests on one seed, or on equal ones.',
        head: [
          'arm',
          'n',
          ...(blown ? ['diverged'] : []),
          ...(unfinished ? ['stop rule not met'] : []),
          ...columns.map(({ column }) => column!.heading),
        ],
        rows: arms.map((arm) => [
          arm.label,
          String(arm.counted),
          ...(blown ? [String(arm.diverged)] : []),
          ...(unfinished ? [String(arm.unfinished)] : []),
          ...columns.map(({ key }) => cell(arm.quantities[key])),
        ]),
      },
    ];
  });
}

function cell(spread: Spread | undefined): string {
  if (spread === undefined) return '–';
  if (spread.interval === null) return significant(spread.mean, 4);
  return withError(spread.mean, (spread.interval[1] - spread.interval[0]) / 2);
}

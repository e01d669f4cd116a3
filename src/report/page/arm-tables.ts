import { significant, withError } from '../../core/format.ts';
import type { Spread } from '../arms/spread.ts';
import { type ArmSummary, armTables } from '../findings/arm-summary.ts';
import type { Block } from './block.ts';

/** How the runs of each arm ended and the means over them, a table for loss, accuracy and curvature each. */
export function armTableBlocks(arms: readonly ArmSummary[]): Block[] {
  const blown = arms.some((arm) => arm.diverged > 0);
  const unfinished = arms.some((arm) => arm.unfinished > 0);
  return armTables.flatMap(({ about, columns: all }): Block[] => {
    const columns = all.filter(([key]) => arms.some(({ quantities }) => quantities[key]));
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
          ...columns.map(([, name]) => name),
        ],
        rows: arms.map((arm) => [
          arm.label,
          String(arm.counted),
          ...(blown ? [String(arm.diverged)] : []),
          ...(unfinished ? [String(arm.unfinished)] : []),
          ...columns.map(([key]) => cell(arm.quantities[key])),
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

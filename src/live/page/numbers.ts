import { significant, withError } from '../../core/format.ts';
import { percent } from '../state/judging.ts';
import type { Lane } from '../state/lanes.ts';
import type { LaneEnd, LaneRow, Measured } from '../state/messages.ts';
import { create } from './elements.ts';

/** A row of the table: where a method is, and how it ended once it has. */
export interface Standing {
  readonly lane: Lane;
  readonly row: LaneRow;
  readonly end: LaneEnd | undefined;
}

const known = (x: number, text = significant(x)): string => (Number.isFinite(x) ? text : '–');
const measured = (one: Measured | undefined): string =>
  one === undefined ? '–' : withError(one.value, one.error);

/** The columns, in order. */
const columns: readonly (readonly [heading: string, cell: (standing: Standing) => string])[] = [
  ['training loss', ({ row, end }) => (isGone({ row, end }) ? gone(end) : known(row.loss))],
  ['test loss', ({ row }) => known(row.testLoss)],
  ['gap', ({ row }) => known(row.testLoss - row.loss)],
  ['training accuracy', ({ end }) => share(end?.trainAccuracy)],
  ['test accuracy', ({ row }) => share(row.testAccuracy)],
  ['distance to flow', ({ row }) => known(row.distance)],
  ['λ', ({ row }) => known(row.sharpness?.value ?? Number.NaN)],
  ['trace', ({ row }) => measured(row.trace)],
  ['CRC-32 of weights', ({ end }) => end?.checksum || '–'],
];

const share = (of: number | undefined): string =>
  of === undefined || Number.isNaN(of) ? '–' : percent(of);

const isGone = ({ row, end }: Pick<Standing, 'row' | 'end'>): boolean =>
  end?.diverged !== undefined || !Number.isFinite(row.loss);

const gone = (end: LaneEnd | undefined): string =>
  end?.diverged === undefined ? 'diverged' : `diverged by t = ${significant(end.diverged)}`;

/** The numbers of all methods where they are, as a table. */
export function numbersTable(standings: readonly Standing[], caption: string): HTMLElement {
  const head = ['method', ...columns.map(([heading]) => heading)];
  return create(
    'table',
    {},
    create('caption', {}, caption),
    create(
      'thead',
      {},
      create('tr', {}, ...head.map((text) => create('th', { scope: 'col' }, text))),
    ),
    create(
      'tbody',
      {},
      ...standings.map((standing) =>
        create(
          'tr',
          {},
          create('th', { scope: 'row' }, standing.lane.title),
          ...columns.map(([, cell]) => create('td', {}, cell(standing))),
        ),
      ),
    ),
  );
}

import type { Lane } from '../state/lanes.ts';
import type { LaneRow, Measured, Row } from '../state/messages.ts';
import type { Curve, Plot, Point } from './plot.ts';

/** The figures of a run, by name. */
export const figureNames = ['loss', 'sharpness', 'distance', 'gap', 'trace'] as const;
export type FigureName = (typeof figureNames)[number];

/** Training time, the axis that all methods share. */
const TIME = 'training time t = Σ dt';

/** The figure of this name, of the rows so far. */
export const figureOf = (name: FigureName, lanes: readonly Lane[], rows: readonly Row[]): Plot =>
  figures[name](lanes, rows);

const figures: Readonly<
  Record<FigureName, (lanes: readonly Lane[], rows: readonly Row[]) => Plot>
> = {
  loss: (lanes, rows) => ({
    ...{ title: 'Training loss', x: TIME, y: 'L', logarithmic: true, levels: [] },
    curves: lanes.map((lane, i) => curve(lane, rows, i, ({ loss }) => shown(loss, rows))),
  }),
  sharpness: (lanes, rows) => ({
    ...{ title: 'Sharpness λ and the edge of stability', x: TIME, y: 'λ', logarithmic: false },
    levels: lanes.flatMap(({ edge }) =>
      edge === undefined || beyond(edge.value, rows)
        ? []
        : [{ value: edge.value, title: `${edge.formula} = ${Number(edge.value.toPrecision(3))}` }],
    ),
    curves: lanes.map((lane, i) => sparse(lane, rows, i, ({ sharpness }) => sharpness)),
  }),
  distance: (lanes, rows) => ({
    ...{ title: 'Distance to gradient flow', x: TIME, y: '‖θ − θ of the flow‖', logarithmic: true },
    levels: [],
    // Behind the flow itself, whose distance is 0.
    curves: lanes
      .map((lane, i) => curve(lane, rows, i, ({ distance }) => distance || Number.NaN))
      .filter(({ series }) => series !== 'flow'),
  }),
  gap: (lanes, rows) => ({
    ...{ title: 'Generalization gap', x: TIME, y: 'test loss − training loss' },
    ...{ logarithmic: false, levels: [] },
    curves: lanes.map((lane, i) =>
      curve(lane, rows, i, ({ loss, testLoss }) => shown(testLoss, rows) - loss),
    ),
  }),
  trace: (lanes, rows) => ({
    ...{ title: 'Hessian trace', x: TIME, y: 'tr H', logarithmic: false, levels: [] },
    curves: lanes.map((lane, i) => sparse(lane, rows, i, ({ trace }) => trace)),
  }),
};

/** Losses so many times the first one are on their way to infinity, and would flatten all else. */
const RUNAWAY = 20;

const shown = (loss: number, [first]: readonly Row[]): number =>
  loss <= RUNAWAY * first!.lanes[0]!.loss ? loss : Number.NaN;

/** Whether an edge is so far above all that was measured that a figure with it would show nothing else. */
function beyond(edge: number, rows: readonly Row[]): boolean {
  const all = rows.flatMap(({ lanes }) => lanes.flatMap(({ sharpness }) => sharpness?.value ?? []));
  return all.length > 0 && edge > 3 * Math.max(...all);
}

const curve = (
  { id, title }: Lane,
  rows: readonly Row[],
  i: number,
  value: (row: LaneRow) => number,
): Curve => ({
  ...{ series: id, title },
  points: rows.map(({ time, lanes }): Point => [time, value(lanes[i]!)]),
});

/** Of what is measured at some rows only. */
function sparse(
  { id, title }: Lane,
  rows: readonly Row[],
  i: number,
  value: (row: LaneRow) => Measured | undefined,
): Curve {
  const found = rows.flatMap(({ time, lanes }) => {
    const measured = value(lanes[i]!);
    return measured === undefined ? [] : [{ time, ...measured }];
  });
  return {
    ...{ series: id, title, dots: true },
    points: found.map(({ time, value: y }): Point => [time, y]),
    errors: found.map(({ error }) => error),
  };
}

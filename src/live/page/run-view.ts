import { significant } from '../../core/format.ts';
import { chartSvg } from '../plot/chart.ts';
import { figureNames, figureOf as plotOf } from '../plot/figures.ts';
import { endOf } from '../state/lanes.ts';
import type { Begun, LaneEnd, Row } from '../state/messages.ts';
import type { LiveState } from '../state/state.ts';
import { byId } from './elements.ts';
import { figureOf } from './figure.ts';
import { numbersTable } from './numbers.ts';

/** A run as the page shows it. */
export interface RunView {
  /** A run of this state was asked for. */
  start(state: LiveState): void;
  begun(begun: Begun): void;
  row(row: Row): void;
  ended(ends: readonly LaneEnd[] | undefined): void;
  /** Says something in the place where the run tells of itself. */
  say(text: string): void;
  readonly rows: readonly Row[];
}

/** Height of a chart over its width. */
const SHAPE = 0.62;

/** Fills the section of the run. */
export function runView(): RunView {
  let [state, begun, ends]: [LiveState?, Begun?, (readonly LaneEnd[])?] = [];
  let rows: Row[] = [];
  const [status, progress, numbers] = [
    byId('status'),
    byId<HTMLProgressElement>('progress'),
    byId('numbers'),
  ];
  const say = (text: string) => {
    status.textContent = text;
  };
  const figures = figureNames.map((name) =>
    figureOf(name, SHAPE, (size, palette) => {
      const measures = name === 'sharpness' || name === 'trace';
      if (begun === undefined || rows.length < 2 || (measures && state?.curvature !== true))
        return '';
      return chartSvg(plotOf(name, begun.lanes, rows), size, palette);
    }),
  );
  byId('figures').append(...figures.map(({ element }) => element));
  // One drawing for all rows that came since the last frame.
  let asked = false;
  const redraw = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      for (const figure of figures) figure.redraw();
      numbers.replaceChildren(...tables());
    });
  };
  const tables = () => {
    const last = rows.at(-1);
    if (begun === undefined || last === undefined) return [];
    const standings = begun.lanes.map((lane, i) => ({
      ...{ lane, row: last.lanes[i]!, end: ends?.[i] },
    }));
    const { label, parameters, preparation } = begun;
    const where = `At t = ${significant(last.time)}: ${label}, ${parameters} weights. ${preparation}`;
    return [numbersTable(standings, where)];
  };
  return {
    say,
    get rows() {
      return rows;
    },
    start(next) {
      [state, begun, ends, rows] = [next, undefined, undefined, []];
      progress.value = 0;
      say('Preparing the examples and the network …');
    },
    begun(next) {
      begun = next;
      say(`Training ${next.label} by ${next.lanes.map(({ title }) => title).join(', ')}.`);
    },
    row(row) {
      rows = [...rows, row];
      progress.value = row.time / endOf(state!);
      redraw();
    },
    ended(found) {
      ends = found;
      say(
        found === undefined
          ? `Stopped at t = ${significant(rows.at(-1)?.time ?? 0)}.`
          : summary(found),
      );
      redraw();
    },
  };
}

/** How each method ended, in a sentence each. */
const summary = (ends: readonly LaneEnd[]): string =>
  `Done. ${ends
    .map(({ title, diverged, loss }) =>
      diverged === undefined
        ? `${title}: loss ${significant(loss)}.`
        : `${title} diverged by t = ${significant(diverged)}.`,
    )
    .join(' ')}`;

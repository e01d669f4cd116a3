import { InputError } from '../../../core/error.ts';
import type { Room } from '../sheet.ts';
import { aroundOf, insideOf } from './around.ts';
import { level, upright, within } from './axis-ticks.ts';
import {
  type Box,
  type Contents,
  GAP,
  MARGIN,
  type PanelContents,
  type PanelPlan,
  type Plan,
} from './layout.ts';
import { heightOf, legendOf, WIDE } from './legend.ts';
import { LINE, wrapped } from './wrap.ts';

/** Below so many lines of tick labels a frame shows nothing, and so many letters are the least that one of two is wide. */
const LEAST = 6;
const LEAST_WIDTH = 3;
/** Lines of a label between it and the next row. */
const BETWEEN = 1.1;
/** Height of a frame over its width, of a narrow one and a wide one. */
const ASPECT = { narrow: 0.64, wide: 0.46 } as const;

/**
 * Lays a figure out: what stands about the frame leaves the frame its room, and that says how many ticks and lines fit.
 *
 * Throws InputError where the sheet leaves no room for the frame.
 */
export function planOf(room: Room, contents: Contents): Plan {
  const plan = settled(room, contents);
  const { plot, beside, legend } = plan;
  const least = LEAST * LINE * room.text.tick;
  const narrow = plot.width < (beside === undefined ? least : LEAST_WIDTH * room.text.tick);
  if (plot.height < least || narrow || heightOf(legend) > room.height / 2)
    throw new InputError(
      'the sheet leaves no room for the data: make it higher or wider, the font smaller, or pick fewer arms',
    );
  return plan;
}

/** The height at which the frame has good proportions, and every row of an axis of names its line. */
export function heightFor(room: Room, contents: Contents): number {
  const line = LINE * room.text.tick;
  // Rows are evenly spaced, so that the name with most lines says how far apart.
  const rows = [contents, contents.beside].map((panel) => {
    const ticks = within(panel?.y.ticks ?? [], widestOf(contents, room), room.text.tick);
    const lines = ticks.map(({ label }) => [label].flat().length);
    return lines.length * (Math.max(0, ...lines) + BETWEEN / 2);
  });
  const least = Math.max(LEAST, ...rows) * line + 1;
  let height = room.height;
  // Ticks and titles take more room or less as the frame is higher or lower; in the end only higher, lest it go to and fro.
  for (let i = 0; i < 6; i++) {
    const { plot, beside, legend } = settled({ ...room, height }, contents);
    const width = plot.width + (beside === undefined ? 0 : beside.plot.width);
    const aspect = width < WIDE ? ASPECT.narrow : ASPECT.wide;
    const good = Math.max(aspect * width, least);
    const needed = Math.max(height - plot.height + good, 2.05 * heightOf(legend));
    height = i < 2 ? needed : Math.max(height, needed);
  }
  return height;
}

function settled(room: Room, contents: Contents): Plan {
  const { text } = room;
  const inner = room.width - 2 * MARGIN.edge;
  const title = contents.title === undefined ? [] : wrapped(contents.title, inner, text.title);
  const legend = legendOf(room, contents);
  const whole = { left: 0, top: 0, width: 0.8 * room.width, height: 0.7 * room.height };
  let panels = panelsIn(whole, contents, room);
  let around = aroundOf(room, contents, { title, legend, panels });
  // The ticks of either axis take room from the other: three times is enough to settle.
  for (let i = 0; i < 3; i++) {
    panels = panelsIn(insideOf(room, around), contents, room);
    around = aroundOf(room, contents, { title, legend, panels });
  }
  const [own, beside] = panelsIn(insideOf(room, around), contents, room);
  return {
    ...own!,
    ...(beside && { beside }),
    ...{ title, legend },
    right: legend.place === 'right' || beside ? MARGIN.edge : around.right,
  };
}

/** The panels side by side, with the ticks that they have room for. */
function panelsIn(whole: Box, contents: Contents, room: Room): readonly PanelPlan[] {
  const { beside } = contents;
  const { text } = room;
  const first = whole.width / (1 + (beside === undefined ? 0 : GAP + beside.width));
  const widest = widestOf(contents, room);
  const panelOf = ({ x, y }: PanelContents, plot: Box): PanelPlan => ({
    plot,
    x: {
      rule: level(x, x.frame, plot.width, text.tick),
      title: x.title === undefined ? [] : wrapped(x.title, plot.width, text.axis),
    },
    y: {
      rule: upright(y, y.frame, { length: plot.height, size: text.tick, widest }),
      title: y.title === undefined ? [] : wrapped(y.title, plot.height, text.axis),
    },
  });
  const own = panelOf(contents, { ...whole, width: first });
  if (beside === undefined) return [own];
  const left = whole.left + first * (1 + GAP);
  return [own, panelOf(beside, { ...whole, left, width: first * beside.width })];
}

/** The widest that a label at the side of a frame may be. */
const widestOf = ({ beside }: Contents, { width }: Room): number =>
  beside === undefined ? WIDEST * width : OF_TWO * width - BESIDE_LABELS;

/** The share of the sheet's width that labels at one side of a frame have. */
const WIDEST = 0.3;
/** The same where both sides have labels: Chart.js gives all that stands at the sides half of the width, and each an equal share. */
const OF_TWO = 0.25;
/** What stands between labels and the frame, and at the edge. */
const BESIDE_LABELS = MARGIN.mark + 2 * MARGIN.tick + MARGIN.edge;

import { textWidth } from '../fonts.ts';
import type { Frame } from '../frame.ts';
import type { Room } from '../sheet.ts';
import { ticksFor } from '../ticks.ts';
import { shareOf } from './axis-ticks.ts';
import {
  type AxisPlan,
  type Box,
  type Contents,
  MARGIN,
  type PanelPlan,
  type Plan,
} from './layout.ts';
import { heightOf } from './legend.ts';
import { LINE } from './wrap.ts';

/** What stands about the frames: above, below and at the sides of both together. */
export interface Around {
  readonly left: number;
  readonly right: number;
  readonly above: number;
  readonly below: number;
}

/** What the titles, labels and the legend of these panels take. */
export function aroundOf(
  { text }: Room,
  contents: Contents,
  { title, legend, panels }: Pick<Plan, 'title' | 'legend'> & { panels: readonly PanelPlan[] },
): Around {
  const [own, side] = panels;
  const titleRoom = (lines: readonly string[]) =>
    lines.length === 0 ? 0 : lines.length * LINE * text.axis + 2 * MARGIN.title;
  const ticks = MARGIN.mark + 2 * MARGIN.tick;
  const besideFrame = (y: AxisPlan, frame: Frame) => {
    const lines = labelsOf(y, frame).flatMap((label) => label.lines);
    return Math.max(0, ...lines.map((l) => textWidth(l, text.tick))) + ticks + titleRoom(y.title);
  };
  const below = [
    { panel: own!, frame: contents.x.frame },
    ...(side ? [{ panel: side, frame: contents.beside!.x.frame }] : []),
  ].map(({ panel, frame }) => {
    const labels = labelsOf(panel.x, frame);
    const tall = Math.max(1, ...labels.map(({ lines }) => lines.length));
    // Half of the last label may stand out beyond the frame.
    const beyond = labels.map(({ share, lines }) => {
      const half = Math.max(0, ...lines.map((line) => textWidth(line, text.tick))) / 2;
      return half - (1 - share) * panel.plot.width;
    });
    return { tall, title: titleRoom(panel.x.title), beyond: Math.max(8, ...beyond) };
  });
  const tallest = Math.max(...below.map(({ tall }) => tall));
  return {
    left: MARGIN.edge + besideFrame(own!.y, contents.y.frame),
    right:
      MARGIN.edge +
      (side
        ? Math.max(besideFrame(side.y, contents.beside!.y.frame), below[1]!.beyond)
        : legend.place === 'right'
          ? legend.width
          : below[0]!.beyond),
    above:
      MARGIN.top +
      (title.length === 0 ? 0 : title.length * LINE * text.title + 2 * MARGIN.title) +
      heightOf(legend),
    below:
      MARGIN.edge + tallest * LINE * text.tick + ticks + Math.max(...below.map((b) => b.title)),
  };
}

/** What is left for the frames. */
export const insideOf = ({ width, height }: Room, { left, right, above, below }: Around): Box => ({
  ...{ left, top: above, width: width - left - right, height: height - above - below },
});

const labelsOf = ({ rule }: AxisPlan, frame: Frame) =>
  ticksFor(rule, frame.low, frame.high).map(({ value, label }) => ({
    share: shareOf(frame, value),
    lines: [label].flat(),
  }));

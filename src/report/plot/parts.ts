import type { FrameOptions } from './frame.ts';
import type { GivenTick } from './layout/axis-ticks.ts';
import type { Categories } from './layout/categories.ts';
import type { Mark } from './mark.ts';

/** An axis; its range, scale and ticks follow from the marks and the sheet unless told otherwise. */
export interface Axis extends FrameOptions {
  readonly title?: string;
  /** These in place of round values, as far as there is room for them. */
  readonly ticks?: readonly GivenTick[];
  /** Names in place of numbers. */
  readonly categories?: Categories;
  /** Lines across the frame at the ticks; unless told otherwise there are some. */
  readonly grid?: boolean;
}

/** What stands in one frame. */
export interface Panel {
  readonly x: Axis;
  readonly y: Axis;
  /** In the order of the legend. */
  readonly marks: readonly Mark[];
}

/** A panel that stands to the right of another, with axes of its own; its scale stands at the right edge of the figure. */
export interface SidePanel extends Panel {
  /** Its width over that of the panel beside it. */
  readonly width: number;
}

export interface ChartParts extends Panel {
  /** Absent: one panel. */
  readonly beside?: SidePanel;
  /** Where the legend stands if there is room, else it stands on top; to the right unless told otherwise. */
  readonly legend?: 'right' | 'top';
  /** What stands beside a legend's label; a line unless told otherwise. */
  readonly key?: 'line' | 'marker';
  /** Stands above where the sheet asks for the figure's own title. */
  readonly title?: string;
}

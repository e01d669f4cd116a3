import type { TickRule } from '../figure.ts';
import type { Frame } from '../frame.ts';
import type { Ticked } from './axis-ticks.ts';
import type { LegendPlan } from './legend.ts';

/** A rectangle from its left upper corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a panel stands, and what about it. */
export interface PanelPlan {
  /** The inside of the frame. */
  readonly plot: Box;
  readonly x: AxisPlan;
  readonly y: AxisPlan;
}

/** Where everything of a figure stands on its sheet. */
export interface Plan extends PanelPlan {
  readonly beside?: PanelPlan;
  readonly title: readonly string[];
  readonly legend: LegendPlan;
  /** What Chart.js is to leave free at the right edge. */
  readonly right: number;
}

export interface AxisPlan {
  readonly rule: TickRule;
  /** In lines. */
  readonly title: readonly string[];
}

/** What has to stand on the sheet. */
export interface Contents extends PanelContents {
  readonly beside?: PanelContents & { readonly width: number };
  readonly title: string | undefined;
  /** Labels of the legend. */
  readonly labels: readonly string[];
  readonly legend: 'right' | 'top';
  readonly key: 'line' | 'marker';
}

export interface PanelContents {
  readonly x: AxisContents;
  readonly y: AxisContents;
}

interface AxisContents extends Ticked {
  readonly title?: string;
  readonly frame: Frame;
}

/** Room that the config asks Chart.js to leave about the parts of a figure, in units of composition. */
export const MARGIN = { edge: 6, top: 14, title: 8, tick: 6, mark: 6 } as const;
/** Between two panels, over the width of the first. */
export const GAP = 0.08;

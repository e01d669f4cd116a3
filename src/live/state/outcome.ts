import type { Lane } from './lanes.ts';
import type { Landscape, LaneEnd, LaneRow, Row } from './messages.ts';
import type { LiveState } from './state.ts';

/** All that a run of the page gave. */
export interface Outcome {
  readonly state: LiveState;
  readonly rows: readonly Row[];
  /** In the order of the lanes. */
  readonly ends: readonly LaneEnd[];
  readonly landscape: Landscape;
}

/** How a method ended. Throws Error where it was not trained. */
export function endOfLane({ ends }: Outcome, id: Lane['id']): LaneEnd {
  const found = ends.find((end) => end.id === id);
  if (found === undefined) throw new Error(`${id} was not trained`);
  return found;
}

/** A number of a method at every row, in order. */
export function along(
  { rows, ends }: Outcome,
  id: Lane['id'],
  value: (row: LaneRow) => number | undefined,
): number[] {
  const place = ends.findIndex((end) => end.id === id);
  return rows.map(({ lanes }) => value(lanes[place]!) ?? Number.NaN);
}

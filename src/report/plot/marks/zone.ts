import { faded } from '../colour.ts';
import type { JsonObject } from '../figure.ts';
import type { Mark } from '../mark.ts';
import { GUIDE } from '../theme.ts';

/** A range of values; an end that is null is that of the frame. */
export interface ZoneAt {
  readonly low: number | null;
  readonly high: number | null;
  /** Across the frame unless told otherwise. */
  readonly from?: number;
  readonly to?: number;
}

/** What ranges are shaded with. */
export const FILL = faded(GUIDE, 0.18);

/** The part of a frame between two levels, shaded behind the data, with a line at each end that is not the frame's. */
export const zone = ({ low, high, from, to }: ZoneAt, label?: string): Mark => {
  const across = {
    ...(from === undefined ? {} : { xMin: from }),
    ...(to === undefined ? {} : { xMax: to }),
  };
  const edges = [low, high].filter((end) => end !== null);
  return {
    x: [from ?? [], to ?? []].flat(),
    y: edges,
    draw: (frame) => ({
      datasets: label === undefined ? [] : [zoneKey(label)],
      annotations: [
        {
          ...{ type: 'box', ...across, yMin: low ?? frame.low, yMax: high ?? frame.high },
          ...{ backgroundColor: FILL, borderWidth: 0, drawTime: 'beforeDatasetsDraw' },
        },
        ...edges.map(
          (y): JsonObject => ({
            ...{ type: 'line', ...across, yMin: y, yMax: y },
            ...{ borderColor: GUIDE, borderWidth: 1.4, drawTime: 'beforeDatasetsDraw' },
          }),
        ),
      ],
    }),
  };
};

/** A dataset without data, for the legend: what shaded areas are. */
export const zoneKey = (label: string): JsonObject => ({
  ...{ label, data: [], pointStyle: 'rect' },
  ...{ backgroundColor: FILL, borderColor: GUIDE, borderWidth: 1.4 },
});

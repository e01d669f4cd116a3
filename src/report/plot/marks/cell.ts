import type { JsonObject } from '../figure.ts';
import type { Mark } from '../mark.ts';
import { GUIDE } from '../theme.ts';
import { FILL, zoneKey } from './zone.ts';

/** A stretch of a row; an end that is null is that of the frame. */
export interface CellAt {
  readonly from: number | null;
  readonly to: number | null;
  readonly y: number;
  /** Half of its height. */
  readonly half: number;
}

/** A stretch of a row, shaded behind the data, with an upright line at each end that is not the frame's. */
export const cell = ({ from, to, y, half }: CellAt, label?: string): Mark => {
  const height = { yMin: y - half, yMax: y + half };
  const ends = [from, to].filter((end) => end !== null);
  return {
    x: ends,
    y: [y - half, y + half],
    draw: () => ({
      datasets: label === undefined ? [] : [zoneKey(label)],
      annotations: [
        {
          ...{ type: 'box', ...height },
          ...(from === null ? {} : { xMin: from }),
          ...(to === null ? {} : { xMax: to }),
          ...{ backgroundColor: FILL, borderWidth: 0, drawTime: 'beforeDatasetsDraw' },
        },
        ...ends.map(
          (x): JsonObject => ({
            ...{ type: 'line', ...height, xMin: x, xMax: x },
            ...{ borderColor: GUIDE, borderWidth: 1.4, drawTime: 'beforeDatasetsDraw' },
          }),
        ),
      ],
    }),
  };
};

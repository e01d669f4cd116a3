import type { JsonObject } from '../figure.ts';
import type { Mark } from '../mark.ts';
import { GUIDE } from '../theme.ts';
import { FILL, zoneKey } from './zone.ts';

/**
 * The part of a frame between two places on x, shaded behind the data, with a line at each end; one line where both are one. It widens
 * no frame, and a place that is not above 0 is the frame's own end, as on logarithmic axes.
 */
export const stretch = (
  { from, to }: { readonly from: number; readonly to: number },
  label: string,
): Mark => {
  const ends = [...new Set([from, to])].filter((x) => x > 0);
  return {
    ...{ x: [], y: [] },
    draw: () => ({
      datasets: [from === to ? { ...zoneKey(label), pointStyle: 'line' } : zoneKey(label)],
      annotations: [
        ...(from === to ? [] : [boxOf(from, to)]),
        ...ends.map(
          (x): JsonObject => ({
            ...{ type: 'line', xMin: x, xMax: x, borderColor: GUIDE },
            ...{ borderWidth: from === to ? 1.8 : 1, drawTime: 'beforeDatasetsDraw' },
          }),
        ),
      ],
    }),
  };
};

const boxOf = (from: number, to: number): JsonObject => ({
  ...{ type: 'box', ...(from > 0 && { xMin: from }), xMax: to },
  ...{ backgroundColor: FILL, borderWidth: 0, drawTime: 'beforeDatasetsDraw' },
});

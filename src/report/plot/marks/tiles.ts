import { cool } from '../colour.ts';
import type { JsonObject } from '../figure.ts';
import type { Mark } from '../mark.ts';
import { INK, PAPER } from '../theme.ts';

/** A rectangle of a heat map. */
export interface Tile {
  /** Its ends. */
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  /** In [0, 1]; the contrast with the paper is greatest at 1. */
  readonly shade: number;
  /** Stands in the middle of it. */
  readonly text?: string;
}

/** From here on text on a tile has the colour of the paper; by the contrast with both. */
const DEEP = 0.4;
/** Closes the seams that smoothing leaves between neighbours. */
const SEAM = 0.8;

/** Tiles of a heat map, behind all else. */
export const tiles = (all: readonly Tile[]): Mark => ({
  x: all.flatMap(({ x }) => x),
  y: all.flatMap(({ y }) => y),
  draw: (_, { text: sizes }) => ({
    annotations: all.map(
      ({ x, y, shade, text }): JsonObject => ({
        ...{ type: 'box', xMin: x[0], xMax: x[1], yMin: y[0], yMax: y[1] },
        ...{ backgroundColor: cool(shade), borderColor: cool(shade), borderWidth: SEAM },
        drawTime: 'beforeDatasetsDraw',
        ...(text !== undefined && {
          label: {
            ...{ display: true, content: text, font: { size: sizes.level } },
            color: shade < DEEP ? INK : PAPER,
          },
        }),
      }),
    ),
  }),
});

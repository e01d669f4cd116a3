import { type Colour, faded } from '../colour.ts';
import type { Mark, Point } from '../mark.ts';
import { LAYER, PAPER } from '../theme.ts';
import { points } from './points.ts';

/** Whether a seed is like the others, is left out of their mean (hollow), or is uncertain (a cross). */
export type SeedKind = 'plain' | 'hollow' | 'cross';

/** Faint dots of single seeds. */
export const seeds = (
  data: readonly Point[],
  colour: Colour,
  { kind = 'plain', radius = 4.5 }: { readonly kind?: SeedKind; readonly radius?: number } = {},
): Mark => points(data, { radius, ...styleOf(kind, colour), layer: LAYER.seeds });

function styleOf(kind: SeedKind, colour: Colour) {
  const edge = { colour: faded(colour, 0.6), edge: 1.6 };
  switch (kind) {
    case 'plain':
      return { colour: faded(colour, 0.35) };
    case 'hollow':
      return { ...edge, fill: PAPER };
    case 'cross':
      return { ...edge, shape: 'crossRot', radius: 6 };
  }
}

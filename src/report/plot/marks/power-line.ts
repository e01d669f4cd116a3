import type { Mark, Point } from '../mark.ts';
import { DOTTED, GUIDE, LAYER } from '../theme.ts';
import { curve } from './curve.ts';

/** So many places show the curve that it is on linear axes. */
const STOPS = 33;

/** A dotted line y ∝ xᵖ from a point on, which is straight on log axes and guides the eye. */
export const powerLine = (
  { x, y }: Point,
  {
    to,
    exponent,
    label,
  }: { readonly to: number; readonly exponent: number; readonly label: string },
): Mark =>
  curve(
    Array.from({ length: STOPS }, (_, k) => (to / x) ** (k / (STOPS - 1))).map((times) => ({
      x: x * times,
      y: y * times ** exponent,
    })),
    { colour: GUIDE, label, width: 2, dash: DOTTED, layer: LAYER.background },
  );

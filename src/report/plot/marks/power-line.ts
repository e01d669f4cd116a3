import type { Mark, Point } from '../mark.ts';
import { DOTTED, GUIDE, LAYER } from '../theme.ts';
import { curve } from './curve.ts';

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
    [x, to].map((at) => ({ x: at, y: y * (at / x) ** exponent })),
    { colour: GUIDE, label, width: 2, dash: DOTTED, layer: LAYER.background },
  );

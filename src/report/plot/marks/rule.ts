import { type Colour, faded } from '../colour.ts';
import type { JsonObject } from '../figure.ts';
import type { Mark } from '../mark.ts';
import { DASHED, PAPER, SOFT } from '../theme.ts';

export interface RuleStyle {
  readonly label?: string;
  readonly dash?: readonly number[];
  readonly colour?: Colour;
  /** Where along the line the label stands; the end unless told otherwise. */
  readonly labelAt?: 'start' | 'end';
  /** Pixels by which the label stands off the line; positive is downwards or rightwards. */
  readonly offset?: number;
}

/** Where a rule lies: level, across the frame or from one place to another, or upright across it. */
export type RuleAt =
  | { readonly y: number; readonly from?: number; readonly to?: number }
  | { readonly x: number };

/** A straight reference line, such as 2/η, above the data, with its label inside the frame. */
export const rule = (at: RuleAt, style: RuleStyle = {}): Mark => {
  const { label, dash = DASHED, colour = SOFT, labelAt = 'end', offset = -14 } = style;
  const level = 'y' in at;
  const annotation: JsonObject = {
    type: 'line',
    ...(level ? placeOf(at) : { xMin: at.x, xMax: at.x }),
    borderColor: colour,
    borderWidth: level ? 1.8 : 1.2,
    borderDash: dash,
    ...(label === undefined
      ? {}
      : {
          label: {
            display: true,
            content: label,
            position: labelAt,
            color: colour,
            backgroundColor: faded(PAPER, 0.7),
            font: { weight: 'normal' },
            padding: { x: 4, y: 0 },
            [level ? 'yAdjust' : 'xAdjust']: offset,
          },
        }),
  };
  return {
    x: level ? [at.from ?? [], at.to ?? []].flat() : [at.x],
    y: level ? [at.y] : [],
    draw: () => ({ annotations: [annotation] }),
  };
};

const placeOf = ({ y, from, to }: Extract<RuleAt, { y: number }>): JsonObject => ({
  ...{ yMin: y, yMax: y },
  ...(from === undefined ? {} : { xMin: from }),
  ...(to === undefined ? {} : { xMax: to }),
});

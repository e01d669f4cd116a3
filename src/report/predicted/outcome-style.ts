import type { ClaimOutcome } from '../../claims/judging/claim.ts';
import { type Colour, category } from '../plot/colour.ts';
import { GUIDE, PAPER, RED } from '../plot/theme.ts';

/** How a verdict looks in a figure. */
interface Style {
  readonly colour: Colour;
  readonly fill: Colour;
  readonly shape: string;
}

/** Told apart by shape as well as by colour. */
export function styleOf(verdict: ClaimOutcome): Style {
  switch (verdict) {
    case 'supported':
      return { colour: category(2), fill: category(2), shape: 'circle' };
    case 'refuted':
      return { colour: RED, fill: RED, shape: 'rectRot' };
    case 'depends':
      return { colour: category(2), fill: PAPER, shape: 'triangle' };
    default:
      return { colour: GUIDE, fill: PAPER, shape: 'circle' };
  }
}

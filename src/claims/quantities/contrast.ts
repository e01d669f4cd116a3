import type { Range } from '../../core/range.ts';
import { meanEstimate } from '../estimates/mean-estimate.ts';
import type { Part } from '../estimates/part.ts';
import { ratioEstimate } from '../estimates/ratio-estimate.ts';
import type { Expression } from '../expression/syntax.ts';
import type { Margin } from '../statements/statement.ts';
import { type Ground, meansOf } from './ground.ts';

/** How two numbers are held against each other. */
export type As = 'ratio' | 'difference';

/** What a margin is a margin of. */
export const asOf = ({ kind }: Margin): As => (kind === 'share' ? 'ratio' : 'difference');

/** Two arms, as a ratio or as a difference. */
export interface Contrast {
  readonly of: Expression;
  readonly from: string;
  readonly to: string;
  readonly as: As;
  readonly target: Range;
}

/** Turns ratios, or differences, one a unit, into an interval against a range of the same. */
export const contrastEstimate =
  (ground: Ground, as: As, target: Range): Part['estimate'] =>
  (samples, level) => {
    const options = meansOf(ground, level);
    return as === 'ratio'
      ? ratioEstimate(samples, target, options)
      : meanEstimate(
          samples.map(({ quantity }) => quantity),
          target,
          options,
        );
  };

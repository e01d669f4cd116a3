import type { Range } from '../../core/range.ts';
import type { Expression } from '../expression/syntax.ts';

/** Two arms, as a ratio or as a difference. */
export interface Contrast {
  readonly of: Expression;
  readonly from: string;
  readonly to: string;
  readonly as: 'ratio' | 'difference';
  readonly target: Range;
}

import type { Edge } from './edge.ts';

/**
 * The groups that figures and comparisons tell apart: mini-batch descent and full-batch descent at a constant
 * rate with no other noise, gradient flow, and all else, which is shown but enters no comparison by η or B.
 */
export type Family = 'stochastic' | 'descent' | 'flow' | 'other';

/** What a run's record says of its method beside the spec, so that a report needs no list of methods. Plain JSON. */
export interface MethodCard {
  /** What it is called where there is little room: `GD`. */
  readonly title: string;
  readonly family: Family;
  /** Its place in the list of methods, by which arms of one family are sorted. */
  readonly order: number;
  /** Where it loses stability on a quadratic, such as 2/η; absent where no closed form is known. */
  readonly edge?: Edge;
}

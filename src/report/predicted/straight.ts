import type { Evidence } from '../../claims/evidence/evidence.ts';
import type { Straight } from '../plot/marks/fan.ts';

/** Scales on which the lines of a statement are straight. */
export const STRAIGHT: Readonly<Record<Evidence['scale'][number], Straight>> = {
  linear: { on: (value) => value, back: (position) => position },
  log: { on: Math.log, back: Math.exp },
  doublings: { on: Math.log2, back: (position) => 2 ** position },
};

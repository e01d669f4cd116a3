/** Why a trajectory stopped. Divergence is a result, not an error. */
export const endings = [
  'completed',
  'reached',
  'diverged',
  'stalled',
  'step-too-small',
  'interrupted',
] as const;
export type Ending = (typeof endings)[number];

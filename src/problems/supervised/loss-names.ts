/** The names of losses; `losses.ts` has their formulas. */
export const losses = ['squared-error', 'cross-entropy'] as const;
export type LossName = (typeof losses)[number];

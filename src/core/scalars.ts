import type { Estimate } from './estimate.ts';

/** Measurements by name. */
export type Scalars = Readonly<Record<string, Estimate>>;

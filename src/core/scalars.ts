import type { Estimate } from './estimate.ts';

/** Measurements by name. */
export type Scalars = Readonly<Record<string, Estimate>>;

/** Curves and grids by name, for JSON: lists of numbers, or lists of such lists. */
export type Arrays = Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;

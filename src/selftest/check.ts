import type { Precision } from '../engine/tensors/precision.ts';

/** Something that an engine has to compute right, and the answer by another way. */
export interface Check {
  /** What is computed, as a line of a table names it. */
  readonly name: string;
  /** What it is held against. */
  readonly against: string;
  /** The error allowed by precision; a check without one for a precision is not made in it. */
  readonly bounds: Readonly<Partial<Record<Precision, number>>>;
  /** How far it is off, ≥ 0; NaN, and whatever it throws, fails. */
  error(precision: Precision): number;
}

/** 2⁻²⁴ and 2⁻⁵³: a rounding to nearest is off by at most this share. */
const UNIT = { single: 2 ** -24, double: 2 ** -53 } as const;

/** Bounds of so many roundings in either precision. */
export const roundings = (count: number): Check['bounds'] => ({
  single: count * UNIT.single,
  double: count * UNIT.double,
});

/** max |aᵢ − bᵢ| / max |bᵢ|, NaN where an entry is. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  const size = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!))) / size;
}

import type { BinaryOperator } from './syntax.ts';

/** How tightly each binary operator binds; a comparison is tighter than `and`, looser than a sum. */
export const BINDING: Readonly<Record<BinaryOperator, number>> = {
  ...{ or: 1, and: 2 },
  ...{ '=': 4, '!=': 4, '<': 4, '<=': 4, '>': 4, '>=': 4 },
  ...{ '+': 5, '-': 5, '*': 6, '/': 6, '^': 8 },
};
/** Of `not`, looser than a comparison. */
export const NOT = 3;
/** Of a minus before a number, looser than a power. */
export const MINUS = 7;

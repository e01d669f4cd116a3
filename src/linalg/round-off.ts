import { ROUND_OFF } from './float64.ts';
import type { LinearOperator, RoundOff } from './operator.ts';

/** How far products of A may be off: what it says itself, or float64's. */
export const roundOffOf = (A: Pick<LinearOperator, 'roundOff'>): RoundOff =>
  A.roundOff?.() ?? { share: ROUND_OFF, products: 0 };

/** The most that any of these operators says, for one that is made of them; nothing where none says anything. */
export function roundOffAmong(parts: readonly LinearOperator[]): Pick<LinearOperator, 'roundOff'> {
  const own = parts.filter((A) => A.roundOff !== undefined);
  if (own.length === 0) return {};
  return {
    roundOff() {
      const found = own.map(roundOffOf);
      return {
        share: Math.max(...found.map(({ share }) => share)),
        products: found.reduce((sum, { products }) => sum + products, 0),
      };
    },
  };
}

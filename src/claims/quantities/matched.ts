import type { Context } from '../table/context.ts';
import { quantityOf } from '../table/evaluate.ts';
import { between, type Quantity } from '../table/value.ts';
import type { As } from './contrast.ts';
import type { Given } from './gather.ts';
import type { Ground } from './ground.ts';
import { biasFromMean } from './sensitivity.ts';

/** The quantity of a run, as wide as a mismatch of the arms can make it where that is known. */
export function matchedQuantity(ground: Ground, context: Context, as: As): Given {
  const { of, match } = ground.statement;
  const quantity = quantityOf(of, context);
  if (quantity.kind === 'missing') return quantity;
  const bias = match.length === 0 ? 0 : biasFromMean(ground, of, context, as);
  return { quantity: bias === undefined || bias === 0 ? quantity : widened(quantity, bias, as) };
}

/** Whether it is known for every run how far the quantity moves with what the arms were to agree in. */
export const isBiasKnown = (ground: Ground, as: As): boolean =>
  ground.statement.match.length === 0 ||
  ground.rows.every(
    (row) => biasFromMean(ground, ground.statement.of, ground.context(row), as) !== undefined,
  );

/** Ends moved apart by a bias, by a factor e^bias for a ratio. */
export function widened({ value, low, high }: Quantity, bias: number, as: As): Quantity {
  if (as === 'difference') return between(value, low - bias, high + bias);
  const ends = [low, high].flatMap((end) => [end * Math.exp(-bias), end * Math.exp(bias)]);
  return between(value, Math.min(...ends), Math.max(...ends));
}

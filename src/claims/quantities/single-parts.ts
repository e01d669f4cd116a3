import { type Range, range } from '../../core/range.ts';
import { meanEstimate } from '../estimates/mean-estimate.ts';
import type { Part, Parts } from '../estimates/part.ts';
import type { Expression } from '../expression/syntax.ts';
import type {
  Margin,
  Prediction,
  ShapeStatement,
  Statement,
  ValueStatement,
} from '../statements/statement.ts';
import { operate } from '../table/arithmetic.ts';
import type { Context } from '../table/context.ts';
import { quantityOf } from '../table/evaluate.ts';
import { between, type Missing, type Quantity } from '../table/value.ts';
import { asOf, contrastEstimate } from './contrast.ts';
import { type Given, gather } from './gather.ts';
import { armsOf, type Ground, meansOf } from './ground.ts';

/** `value` in a range: one number an arm, each inside. */
export function valueParts(ground: Ground, statement: ValueStatement): Parts {
  if (statement.in.kind === 'near')
    return nearParts(ground, statement.of, statement.in.centre, statement.in.margin);
  const target = rangeOf(statement.in);
  return eachArm(
    ground,
    target,
    (_, context) => floored(ground, context),
    (samples, level) =>
      meanEstimate(
        samples.map(({ quantity }) => quantity),
        target,
        meansOf(ground, level),
      ),
  );
}

/** `shape`: of ÷ formula, or of − formula for a plain margin, at every arm. */
export const shapeParts = (ground: Ground, { of, is, within }: ShapeStatement): Parts =>
  nearParts(ground, of, is, within);

/** One number an arm against a formula. */
export function nearParts(
  ground: Ground,
  of: Expression,
  centre: Expression,
  margin: Margin,
): Parts {
  const target = marginRange(margin);
  const as = asOf(margin);
  return eachArm(
    ground,
    target,
    (_, context): Given => {
      const [x, y] = [quantityOf(of, context), quantityOf(centre, context)];
      if (x.kind === 'missing') return x;
      if (y.kind === 'missing') return y;
      const found = operate(as === 'ratio' ? '/' : '-', x, y);
      return found.kind === 'missing' ? found : { quantity: found };
    },
    contrastEstimate(ground, as, target),
  );
}

/** A margin about a ratio of 1, the same both ways, or about a difference of 0. */
export const marginRange = ({ kind, value }: Margin): Range =>
  kind === 'share' ? range(1 / (1 + value), 1 + value) : range(-value, value);

/** The predicted range of a number; `any` is every number. */
export const rangeOf = (predicted: Prediction): Range =>
  predicted.kind === 'range'
    ? range(predicted.low, predicted.high)
    : range(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);

/** What a statement predicts of each of its numbers, as it is shown. */
export function predictedOf(statement: Statement): Range {
  if (statement.kind === 'order') {
    const { kind, value } = statement.by;
    return range(kind === 'share' ? 1 + value : value, Number.POSITIVE_INFINITY);
  }
  if (!('in' in statement)) return marginRange(statement.within);
  return statement.in.kind === 'near' ? marginRange(statement.in.margin) : rangeOf(statement.in);
}

/** A part for every arm of the runs that are meant. */
export function eachArm(
  ground: Ground,
  predicted: Range,
  measure: (row: Context['row'], context: Context) => Given,
  estimate: Part['estimate'],
): Parts {
  const parts = [...armsOf(ground, ground.rows)].map(([label, rows]) => ({
    ...{ label, predicted, estimate },
    gathered: gather(ground, rows, measure),
  }));
  return { parts, scope: [] };
}

/** The quantity of a run; one below its floor is known no better than to lie below it. */
function floored({ statement }: Ground, context: Context): Given {
  const quantity = quantityOf(statement.of, context);
  if (quantity.kind === 'missing' || statement.floor === undefined) return given(quantity);
  const floor = quantityOf(statement.floor, context);
  if (floor.kind === 'missing') return floor;
  if (Math.abs(quantity.value) >= floor.value) return { quantity };
  return {
    quantity: between(
      quantity.value,
      Math.min(quantity.low, quantity.value < 0 ? -floor.value : 0),
      floor.value,
    ),
  };
}

export const given = (quantity: Quantity | Missing): Given =>
  quantity.kind === 'missing' ? quantity : { quantity };

import type { Parts } from '../estimates/part.ts';
import { own } from '../expression/own.ts';
import type {
  DifferenceStatement,
  EqualStatement,
  RatioStatement,
} from '../statements/statement.ts';
import { operate } from '../table/arithmetic.ts';
import type { Context } from '../table/context.ts';
import { evaluate, quantityOf } from '../table/evaluate.ts';
import { partnerOf } from '../table/partner.ts';
import { isExact, type Missing, missing, type Quantity } from '../table/value.ts';
import { asOf, type Contrast, contrastEstimate } from './contrast.ts';
import { type Given, gather } from './gather.ts';
import { armsOf, entered, type Ground } from './ground.ts';
import { widened } from './matched.ts';
import { biasBetween } from './sensitivity.ts';
import { marginRange, nearParts, rangeOf } from './single-parts.ts';
import { unpairedParts } from './unpaired-parts.ts';

/** `ratio` and `difference`: of(from) against of(to), seed by seed. */
export function contrastParts(
  ground: Ground,
  statement: RatioStatement | DifferenceStatement,
): Parts {
  const { of, from, to, kind } = statement;
  const target = rangeOf(statement.in);
  return partsOf(ground, { of, from, to, as: kind, target }, statement.pair);
}

/** `equal`: two arms within a margin, or every arm within one of a formula. */
export function equalParts(ground: Ground, { of, to, within }: EqualStatement): Parts {
  if ('node' in to) return nearParts(ground, of, to, within);
  return partsOf(
    ground,
    { of, from: to.from, to: to.to, as: asOf(within), target: marginRange(within) },
    to.pair,
  );
}

function partsOf(ground: Ground, contrast: Contrast, pair: 'seed' | 'none'): Parts {
  if (pair === 'none') return unpairedParts(ground, contrast);
  const { target } = contrast;
  const parts = [...armsOf(ground, ground.rows)].map(([label, rows]) => ({
    label,
    predicted: target,
    widened: rows.every((row) => isKnown(ground, contrast, ground.context(row))),
    gathered: gather(ground, rows, (_, context) => contrastIn(ground, contrast, context)),
    estimate: contrastEstimate(ground, contrast.as, target),
  }));
  return { parts, scope: [] };
}

/** Whether it is known how far the measure moves with what the arms were to agree in. */
function isKnown(ground: Ground, { of, to, as }: Contrast, context: Context): boolean {
  const row = partnerOf(to, own(context.arms, to) ?? {}, context, evaluate);
  return 'kind' in row || biasBetween(ground, of, [context, { ...context, row }], as) !== undefined;
}

function contrastIn(ground: Ground, { of, to, as }: Contrast, context: Context): Given {
  const pattern = own(context.arms, to) ?? {};
  const row = partnerOf(to, pattern, context, evaluate);
  if ('kind' in row) return row;
  const other = { ...context, row };
  context.touched.add(row);
  const there = entered(ground, other);
  // Pairs go whole: both runs must have entered, where both have something to enter.
  if (there === false || (there !== true && there.why === 'ending')) return 'outside';
  const [x, y] = [quantityOf(of, context), quantityOf(of, other)];
  if (x.kind === 'missing') return x;
  if (y.kind === 'missing') return y;
  const found = as === 'difference' ? orMissing(operate('-', x, y)) : ratioOf(x, y);
  if (found === 'outside' || 'why' in found || ground.statement.match.length === 0) return found;
  const bias = biasBetween(ground, of, [context, other], as);
  return bias === undefined || bias === 0 ? found : { quantity: widened(found.quantity, bias, as) };
}

/** x/y, with the pair for where the ratio has no logarithm; of exact numbers 0/0 and x/0 wait for the other pairs. */
function ratioOf(x: Quantity, y: Quantity): Given {
  const pair = [x.value, y.value] as const;
  const usable = isExact(x) && isExact(y);
  if (y.value === 0)
    return usable
      ? { quantity: { kind: 'number', value: Number.NaN, low: Number.NaN, high: Number.NaN }, pair }
      : missing('undefined', 'a division by 0');
  const found = operate('/', x, y);
  if (found.kind === 'missing') return found;
  return usable ? { quantity: found, pair } : { quantity: found };
}

const orMissing = (found: Quantity | Missing): Given =>
  found.kind === 'missing' ? found : { quantity: found };

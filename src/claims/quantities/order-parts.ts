import { type Range, range } from '../../core/range.ts';
import type { Part, Parts } from '../estimates/part.ts';
import type { OrderStatement } from '../statements/statement.ts';
import { operate } from '../table/arithmetic.ts';
import type { Quantity } from '../table/value.ts';
import { asOf } from './contrast.ts';
import { gatheredOf, linesOf } from './grid.ts';
import type { Ground } from './ground.ts';
import { meanPart, scaledBy, scopeOf } from './line-part.ts';
import { isBiasKnown, matchedQuantity } from './matched.ts';

/** `order`: the whole change along the axis, and no step against it by more than its share of that. */
export function orderParts(ground: Ground, { over, goes, by }: OrderStatement): Parts {
  const as = asOf(by);
  const lines = linesOf(ground, over, (_, context) => matchedQuantity(ground, context, as));
  const scope = scopeOf(lines);
  const isLog = as === 'ratio';
  const least = isLog ? Math.log1p(by.value) : by.value;
  const parts = lines.flatMap((line) => {
    const last = line.places.length - 1;
    if (last < 1) {
      scope.push(`${line.label}: fewer than two places along ${over.text}`);
      return [];
    }
    const change = (to: number, from: number) => (ys: readonly Quantity[]) => {
      const scaled = scaledBy(isLog ? 'log' : 'linear', [ys[to]!, ys[from]!]);
      if ('why' in scaled) return scaled;
      return goes === 'rises'
        ? operate('-', scaled[0]!, scaled[1]!)
        : operate('-', scaled[1]!, scaled[0]!);
    };
    const part = (name: string, target: Range, to: number, from: number): Part => {
      const label = [line.label === 'all' ? '' : line.label, name].filter(Boolean).join(', ');
      return meanPart(ground, label, target, gatheredOf(line, change(to, from)), 0, isLog);
    };
    const at = (i: number) => line.places[i]!.label;
    const whole = part(`${at(0)} to ${at(last)}`, range(least, Number.POSITIVE_INFINITY), last, 0);
    if (last === 1) return [whole];
    const steps = line.places
      .slice(1)
      .map((_, i) =>
        part(`${at(i)} to ${at(i + 1)}`, range(-least / last, Number.POSITIVE_INFINITY), i + 1, i),
      );
    return [whole, ...steps];
  });
  const known = isBiasKnown(ground, as);
  return { parts: parts.map((part) => ({ ...part, widened: known })), scope };
}

import type { Gathered, Sample } from '../estimates/part.ts';
import type { Context } from '../table/context.ts';
import type { Row } from '../table/table.ts';
import { between, isExact, type Missing, type Quantity } from '../table/value.ts';
import { entered, type Ground } from './ground.ts';

/** What a run gives: a number, with what it is a ratio of, or the reason why not, or that it did not enter the regime. */
export type Given =
  | { readonly quantity: Quantity; readonly pair?: readonly [number, number] }
  | Missing
  | 'outside';

/** The unit that a run belongs to. Where noises are left out in turn, each is left out of all seeds at once. */
export function unitOf(
  { seed, noise, id }: Row,
  { statement: { units }, jackknife }: Pick<Ground, 'statement' | 'jackknife'>,
): string {
  if (units === 'none') return 'one';
  if (units === 'seeds') return `seed ${seed}`;
  if (units !== 'noises') return id;
  return jackknife ? `noise ${noise ?? 0}` : `seed ${seed}, noise ${noise ?? 0}`;
}

/** The numbers of some runs, one a unit: runs of one unit are averaged. */
export function gather(
  ground: Ground,
  rows: readonly Row[],
  measure: (row: Row, context: Context) => Given,
): Gathered {
  const byUnit = new Map<string, Given[]>();
  const touched = new Set<Row>();
  const left = new Set<string>();
  for (const row of rows) {
    const context = ground.context(row);
    const given = inRegime(ground, context) ?? measure(row, context);
    if (given !== 'outside' && 'why' in given && given.why === 'axis') {
      left.add(given.text);
      continue;
    }
    if (given !== 'outside' && !('why' in given))
      for (const one of context.touched) touched.add(one);
    const unit = unitOf(row, ground);
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), given]);
  }
  const samples: Sample[] = [];
  const missing: { unit: string; why: Missing }[] = [];
  const outside: string[] = [];
  for (const [unit, all] of byUnit) {
    const why = all.find((one): one is Missing => one !== 'outside' && 'why' in one);
    if (why !== undefined) missing.push({ unit, why });
    else if (all.includes('outside')) outside.push(unit);
    else samples.push({ unit, ...averaged(all as Exclude<Given, Missing | 'outside'>[]) });
  }
  return { samples, missing, outside, left: [...left], rows: [...touched] };
}

/** Undefined for a run in the regime of `when:`. */
function inRegime(ground: Ground, context: Context): Given | undefined {
  const found = entered(ground, context);
  if (found === true) return undefined;
  // A run that ended before its regime began did not enter it.
  return found === false || found.why === 'ending' ? 'outside' : found;
}

function averaged(all: readonly Exclude<Given, Missing | 'outside'>[]): Omit<Sample, 'unit'> {
  if (all.length === 1) return all[0]!;
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length;
  const quantities = all.map(({ quantity }) => quantity);
  const value = mean(quantities.map((q) => q.value));
  const quantity = quantities.every(isExact)
    ? between(value, value, value)
    : between(value, mean(quantities.map((q) => q.low)), mean(quantities.map((q) => q.high)));
  const pairs = all.flatMap(({ pair }) => (pair === undefined ? [] : [pair]));
  return pairs.length < all.length
    ? { quantity }
    : { quantity, pair: [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))] };
}

import { type Interval, range } from '../../core/range.ts';
import { evidenceOf } from '../../stats/one-sided.ts';
import { welch } from '../../stats/welch.ts';
import type { Estimation, Gathered, NoEstimation, Parts, Sample } from '../estimates/part.ts';
import { logRange } from '../estimates/ratio-estimate.ts';
import { own } from '../expression/own.ts';
import type { Expression } from '../expression/syntax.ts';
import { evaluate, quantityOf } from '../table/evaluate.ts';
import { agrees, fits } from '../table/partner.ts';
import { isExact } from '../table/value.ts';
import type { Contrast } from './contrast.ts';
import { gather } from './gather.ts';
import { armsOf, type Ground } from './ground.ts';
import { given } from './single-parts.ts';

/** Two arms whose runs are not of the same seeds: all of one against all of the other, by Welch. */
export function unpairedParts(ground: Ground, contrast: Contrast): Parts {
  const { of, to, target } = contrast;
  const { sides, scope } = sidesOf(ground, of, to);
  const parts = sides.map(({ label, from: x, to: y }) => ({
    ...{ label, predicted: target },
    gathered: joined(x, y),
    estimate: estimated(contrast, x, y),
  }));
  return { parts, scope };
}

/** The numbers of the two arms of a comparison. */
interface Sides {
  readonly label: string;
  readonly from: Gathered;
  readonly to: Gathered;
}

/**
 * The numbers of either side of each comparison, all of one against all of the other; as in pairs, the two agree in every axis that both
 * have and that no arm names. An arm that has no other, or several, to be held against is left out, and said.
 */
export function sidesOf(
  ground: Ground,
  of: Expression,
  to: string,
): { readonly sides: readonly Sides[]; readonly scope: readonly string[] } {
  const pattern = own(ground.statement.arms, to) ?? {};
  const all = ground.rows.length === 0 ? [] : ground.context(ground.rows[0]!).all;
  const measure: Parameters<typeof gather>[2] = (_, context) => given(quantityOf(of, context));
  const fitting = all.filter((row) => fits(row, pattern, ground.context(row), evaluate));
  const sides: Sides[] = [];
  const scope: string[] = [];
  for (const [label, rows] of armsOf(ground, ground.rows)) {
    const { named } = ground.context(rows[0]!);
    const mayDiffer = new Set([...named, ...ground.inner, ...Object.keys(pattern)]);
    const theirs = fitting.filter((other) => rows.some((row) => agrees(row, other, mayDiffer)));
    const arms = armsOf(ground, theirs);
    if (arms.size === 1)
      sides.push({
        label,
        from: gather(ground, rows, measure),
        to: gather(ground, theirs, measure),
      });
    else
      scope.push(
        arms.size === 0
          ? `${label} left out: no run of ${to} is like it in all else`
          : `${label} left out: ${arms.size} arms are ${to}, ${[...arms.keys()].join('; ')}`,
      );
  }
  return { sides, scope };
}

/** As one: the units of both sides. */
const joined = (x: Gathered, y: Gathered): Gathered => ({
  samples: [
    ...x.samples,
    ...y.samples.map((one) => ({ ...one, unit: `${one.unit} of the other arm` })),
  ],
  missing: [...x.missing, ...y.missing],
  outside: [...x.outside, ...y.outside],
  left: [...x.left, ...y.left],
  rows: [...x.rows, ...y.rows],
});

const estimated =
  ({ as, target }: Contrast, x: Gathered, y: Gathered) =>
  (_: readonly Sample[], level: number): Estimation | NoEstimation => {
    const [xs, ys] = [x, y].map(({ samples }) => samples.map(({ quantity }) => quantity));
    if (xs!.length < 2 || ys!.length < 2) return { undefined: 'one unit gives no interval' };
    const isLog = as === 'ratio';
    const all = [...xs!, ...ys!];
    if (isLog && !all.every(({ low }) => low > 0))
      return { undefined: 'not all values are positive, so that their ratio has no logarithm' };
    if (!all.every(({ low, high }) => Number.isFinite(low) && Number.isFinite(high)))
      return { undefined: 'not all values have ends' };
    const scaled = (v: number) => (isLog ? Math.log(v) : v);
    const found = welch(
      xs!.map((q) => scaled(q.value)),
      ys!.map((q) => scaled(q.value)),
      level,
    );
    const room = (of: typeof all) =>
      of.reduce((sum, q) => sum + scaled(q.high) - scaled(q.low), 0) / of.length;
    const slack = all.every(isExact) ? 0 : room(xs!) + room(ys!);
    if (found.stderr === 0 && slack === 0) return { undefined: 'the units agree to rounding' };
    const scale = (v: number) => (isLog ? Math.exp(v) : v);
    const [low, high] = found.interval;
    const interval: Interval = [scale(low - slack), scale(high + slack)];
    const edges = isLog ? logRange(target) : target;
    const shifted = {
      above: (edge: number) => found.edges.above(edge + slack),
      below: (edge: number) => found.edges.below(edge - slack),
    };
    const inner = range(edges.low, edges.high);
    const distance =
      Math.min(Math.abs(found.value - inner.low), Math.abs(found.value - inner.high)) /
      found.stderr;
    return {
      ...{ estimate: scale(found.value), interval, basis: 'units', distance },
      spread: {
        sd: found.stderr * Math.sqrt(Math.min(xs!.length, ys!.length)),
        of: isLog ? 'logarithms' : 'numbers',
      },
      ...evidenceOf(inner, shifted),
      needed: () => Number.NaN,
    };
  };

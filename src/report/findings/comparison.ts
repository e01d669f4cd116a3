import { significant } from '../../core/format.ts';
import { type Interval, range } from '../../core/range.ts';
import { compare, samplesNeeded } from '../../stats/judge.ts';
import { pairedDifference, pairedLogRatio } from '../../stats/paired.ts';
import type { Arm } from '../arms/arm.ts';
import { atStart, bySeed, counts, measured, type Quantity, slackOf } from '../arms/quantity.ts';
import { describeStop, plural } from '../arms/wording.ts';

/** One quantity of one arm held against a reference arm, seed by seed. */
export interface Comparison {
  readonly quantity: string;
  readonly arm: string;
  readonly reference: string;
  /** `ratio`: geometric mean of arm / reference. `difference`: mean of arm − reference. */
  readonly kind: 'ratio' | 'difference';
  readonly estimate: number;
  /** 95 % Student t over paired seeds, widened by brackets (see slackOf); null for one pair. */
  readonly interval: Interval | null;
  /** Paired seeds. */
  readonly n: number;
  readonly leftOut: number;
  readonly outcome: 'smaller' | 'larger' | 'cannot tell';
  /** About how many seeds beyond n would tell; null where it is told, or nobody can say. */
  readonly moreSeeds: number | null;
  readonly sentence: string;
}

/**
 * The arm against the reference by paired seeds; null without a common seed.
 *
 * Runs that did not end as their stop rule asks are left out and counted. Arms with different stop rules
 * compare only if both have the same target loss: otherwise their losses differ by design.
 */
export function compareArms(arm: Arm, reference: Arm, quantity: Quantity): Comparison | null {
  if (!atStart(quantity.key) && !sameEnd(arm, reference)) return null;
  const ours = bySeed(arm, quantity.key);
  const theirs = bySeed(reference, quantity.key);
  const seeds = [...ours.keys()].filter((seed) => theirs.has(seed));
  if (seeds.length === 0) return null;
  const xs = seeds.map((seed) => ours.get(seed)!);
  const ys = seeds.map((seed) => theirs.get(seed)!);
  const ratio = quantity.positive && [...xs, ...ys].every((value) => value > 0);
  const { n, mean, interval: sampled } = ratio ? pairedLogRatio(xs, ys) : pairedDifference(xs, ys);
  const slack = slackOf(arm, quantity, seeds) + slackOf(reference, quantity, seeds);
  const interval: Interval = [sampled[0] - slack, sampled[1] + slack];
  const side = n === 1 ? 'cannot tell' : compare(interval);
  const more = samplesNeeded(range(0, Number.POSITIVE_INFINITY), interval, n) - n;
  const result: Omit<Comparison, 'sentence'> = {
    quantity: quantity.key,
    arm: arm.label,
    reference: reference.label,
    kind: ratio ? 'ratio' : 'difference',
    estimate: ratio ? Math.exp(mean) : mean,
    interval: n === 1 ? null : ratio ? [Math.exp(interval[0]), Math.exp(interval[1])] : interval,
    n,
    leftOut: leftOut([arm, reference], quantity),
    outcome: side === 'below' ? 'smaller' : side === 'above' ? 'larger' : 'cannot tell',
    moreSeeds:
      n > 1 && side === 'cannot tell' && Number.isFinite(more) ? roughly(Math.max(1, more)) : null,
  };
  return { ...result, sentence: sentenceOf(result, arm, quantity) };
}

// A guess from one sample: two digits say all that it knows.
const roughly = (seeds: number) => (seeds < 100 ? seeds : Number(seeds.toPrecision(2)));

const sameEnd = ({ spec: { stop: a } }: Arm, { spec: { stop: b } }: Arm): boolean =>
  a.loss !== undefined || b.loss !== undefined
    ? a.loss === b.loss
    : describeStop(a) === describeStop(b);

function leftOut(arms: readonly Arm[], { key }: Quantity): number {
  if (atStart(key)) return 0;
  return arms.flatMap(({ runs }) => runs.filter((run) => !counts(run) || !measured(run, key)))
    .length;
}

function sentenceOf(c: Omit<Comparison, 'sentence'>, { spec }: Arm, quantity: Quantity): string {
  const when = atStart(c.quantity)
    ? 'From the initial weights'
    : spec.stop.loss !== undefined
      ? `At equal training loss (≤ ${spec.stop.loss})`
      : `After ${describeStop(spec.stop)}, not at equal training loss`;
  const verb = atStart(c.quantity) ? 'has' : 'ended at';
  const what =
    c.kind === 'ratio'
      ? `${quantity.one} ${significant(c.estimate)} ×${intervalText(c)} that of ${c.reference}`
      : `${quantity.one} that differs from that of ${c.reference} by ${significant(c.estimate)}` +
        intervalText(c);
  const out = c.leftOut === 0 ? '' : `; ${plural(c.leftOut, 'run')} left out`;
  return `${when}, ${c.arm} ${verb} ${what} (n = ${plural(c.n, 'paired seed')}${out}): ${verdictOf(c)}.`;
}

const intervalText = ({ interval }: { readonly interval: Interval | null }) =>
  interval === null ? '' : ` [${significant(interval[0])}, ${significant(interval[1])}]`;

function verdictOf({ n, outcome, moreSeeds }: Omit<Comparison, 'sentence'>): string {
  if (n === 1) return 'one seed, so no interval and no verdict';
  if (outcome !== 'cannot tell') return outcome;
  return moreSeeds === null
    ? 'cannot tell'
    : `cannot tell; about ${plural(moreSeeds, 'more seed')} would be needed if the mean stayed`;
}

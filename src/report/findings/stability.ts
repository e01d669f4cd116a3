import { edgeRate } from '../../lab/spec/edge.ts';
import type { Evidence } from '../../stats/evidence.ts';
import type { Arm } from '../arms/arm.ts';
import { rateReference } from '../arms/edges.ts';
import { estimatesBySeed, slackOf, toldFromZero } from '../arms/measured.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { estimateText, plural } from '../arms/wording.ts';
import { grouped } from '../effects/grouped.ts';
import { isSuggestive } from '../effects/suggestive.ts';
import { listed } from '../effects/words.ts';
import type { Draft, Finder, Statement } from './finding.ts';
import {
  type GeometricMean,
  geometricMean,
  ownError,
  type RatioWords,
  ratioVerdict,
  type Standing,
  standingOf,
} from './geometric-mean.ts';
import { judged } from './judged.ts';
import { heaviest, weightOf } from './weight.ts';

/** η_max λ₀ / c of one arm, the threshold against c/λ₀ of the same seeds; its interval is widened by the brackets of η_max. */
export interface Stability extends GeometricMean, Standing {
  readonly arm: string;
  /** c/λ₀ as a formula: `2/λ₀`. */
  readonly formula: string;
}

/** Arms of which the same is said. */
export interface Stabilities {
  readonly arms: readonly Stability[];
}

/**
 * η_max λ₀ / c of the arms of each problem, pooled over η, c/η the edge of the method; none where it has no edge of λ, or no seed has
 * both. Mini-batches of SGD are set against full-batch descent.
 */
export const stability: Finder<'stability', Stabilities> = {
  kind: 'stability',
  find: ({ problems }) =>
    grouped(
      problems.flatMap((own) => poolRates(own).flatMap((arm) => stabilityOf(arm) ?? [])),
      ({ formula }) => formula,
    ).map(draftOf),
};

/** An arm with the evidence that its verdict rests on. */
type Found = Omit<Stability, keyof Standing> & { readonly evidence: Evidence };

function stabilityOf(arm: Arm): Found | null {
  const reference = rateReference(arm);
  if (reference === undefined) return null;
  const starts = estimatesBySeed(arm, 'initialSharpness');
  const pairs = [...estimatesBySeed(arm, 'threshold')].flatMap(([seed, eta]) => {
    const lambda = starts.get(seed);
    const told = lambda !== undefined && toldFromZero(lambda) && toldFromZero(eta);
    const product = told ? eta.value / edgeRate(reference, lambda.value) : 0;
    return product > 0 ? [{ seed, log: Math.log(product) }] : [];
  });
  if (pairs.length === 0) return null;
  const logs = pairs.map(({ log }) => log);
  const slack = slackOf(
    arm,
    'threshold',
    pairs.map(({ seed }) => seed),
    'log',
  );
  const { value, evidence } = geometricMean(logs, slack);
  return { arm: arm.label, formula: reference.formula, ...value, evidence };
}

function draftOf(found: readonly Found[]): Draft<Stabilities> {
  const tests = found.map(({ evidence: { apart, within } }) => ({ apart, within }));
  return {
    tests,
    say(decisions) {
      const own = found.map(({ evidence, ...numbers }, i) => {
        const told = decisions.of(tests[i]!);
        const suggestive = isSuggestive(evidence, told) ? decisions.families : undefined;
        const arm: Stability = { ...numbers, ...standingOf(numbers, told) };
        return { arm, suggestive, weight: weightOf(evidence, told, { against: 'theory' }) };
      });
      return grouped(own, ({ arm: { outcome, equivalent, basis }, suggestive }) =>
        JSON.stringify([outcome, equivalent, basis, suggestive]),
      ).map((alike) => ({
        ...statementOf(
          alike.map(({ arm }) => arm),
          alike[0]!.suggestive,
        ),
        weight: heaviest(alike.map(({ weight }) => weight)),
      }));
    },
  };
}

function statementOf(
  arms: readonly Stability[],
  suggestive: number | undefined,
): Statement<Stabilities> {
  const [first] = arms as [Stability];
  const ratios = listed(
    arms.map(({ ratio, interval }) => estimateText(ratio, interval, { unit: ' ×' })),
  );
  const reason =
    `The largest stable η of ${listed(arms.map(({ arm }) => arm))} is ${ratios} the value ${first.formula} at ` +
    `${arms.length === 1 ? 'its' : 'their'} initial weights (n = ${plural(Math.max(...arms.map(({ n }) => n)), 'seed')}): `;
  return judged({ arms }, first, {
    ...{ reason, suggestive },
    verdict: ratioVerdict(first, wordsOf(first.formula)),
    remark: arms.length === 1 ? ownError(first) : '',
  });
}

const wordsOf = (formula: string): RatioWords => ({
  above: `above ${formula}`,
  below: `below ${formula}`,
  equal: `equal to ${formula}`,
  'cannot tell': `cannot be told from ${formula}`,
});

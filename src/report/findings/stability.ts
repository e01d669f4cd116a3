import type { Arm } from '../arms/arm.ts';
import { rateReference } from '../arms/edges.ts';
import { estimatesBySeed, slackOf, toldFromZero } from '../arms/measured.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { estimateText, plural } from '../arms/wording.ts';
import type { Finder, Statement } from './finding.ts';
import {
  type GeometricMean,
  geometricMean,
  ownError,
  type RatioWords,
  ratioVerdict,
} from './geometric-mean.ts';
import { judged } from './judged.ts';

/** η_max λ₀ / c of one arm, the threshold against c/λ₀ of the same seeds; its interval is widened by the brackets of η_max. */
export interface Stability extends GeometricMean {
  readonly arm: string;
  /** c/λ₀ as a formula: `2/λ₀`. */
  readonly formula: string;
}

/**
 * η_max λ₀ / c of the arms of each problem, pooled over η, c/η the edge of the method; none where it has no edge of λ, or no seed has
 * both. Mini-batches of SGD are set against full-batch descent.
 */
export const stability: Finder<'stability', Stability> = {
  kind: 'stability',
  find: ({ problems }) =>
    problems
      .flatMap((own) => poolRates(own).flatMap((arm) => stabilityOf(arm) ?? []))
      .map(statementOf),
};

function stabilityOf(arm: Arm): Stability | null {
  const reference = rateReference(arm);
  if (reference === undefined) return null;
  const starts = estimatesBySeed(arm, 'initialSharpness');
  const pairs = [...estimatesBySeed(arm, 'threshold')].flatMap(([seed, eta]) => {
    const lambda = starts.get(seed);
    const told = lambda !== undefined && toldFromZero(lambda) && toldFromZero(eta);
    const product = told ? (eta.value * lambda.value) / reference.multiple : 0;
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
  return { arm: arm.label, formula: reference.formula, ...geometricMean(logs, slack) };
}

function statementOf(evidence: Stability): Statement<Stability> {
  const { arm, formula, ratio, interval, n } = evidence;
  const reason =
    `The largest stable η of ${arm} is ${estimateText(ratio, interval, { unit: ' ×' })} the value ${formula} at ` +
    `its initial weights (n = ${plural(n, 'seed')}): `;
  return judged(evidence, evidence, {
    reason,
    verdict: ratioVerdict(evidence, wordsOf(formula)),
    remark: ownError(evidence),
  });
}

const wordsOf = (formula: string): RatioWords => ({
  above: `above ${formula}`,
  below: `below ${formula}`,
  equal: `equal to ${formula}`,
  'cannot tell': `cannot be told from ${formula}`,
});

import type { Arm } from '../arms/arm.ts';
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

/** η_max λ₀ / 2 of one arm, the threshold against 2/λ₀ of the same seeds; its interval is widened by the brackets of η_max. */
export interface Stability extends GeometricMean {
  readonly arm: string;
}

/** η_max λ₀ / 2 of the arms of each problem, pooled over η; none where no seed has both. */
export const stability: Finder<'stability', Stability> = {
  kind: 'stability',
  find: ({ problems }) =>
    problems
      .flatMap((own) => poolRates(own).flatMap((arm) => stabilityOf(arm) ?? []))
      .map(statementOf),
};

function stabilityOf(arm: Arm): Stability | null {
  const starts = estimatesBySeed(arm, 'initialSharpness');
  const pairs = [...estimatesBySeed(arm, 'threshold')].flatMap(([seed, eta]) => {
    const lambda = starts.get(seed);
    const told = lambda !== undefined && toldFromZero(lambda) && toldFromZero(eta);
    const product = told ? (eta.value * lambda.value) / 2 : 0;
    return product > 0 ? [{ seed, log: Math.log(product) }] : [];
  });
  if (pairs.length === 0) return null;
  const logs = pairs.map(({ log }) => log);
  const slack = slackOf(
    arm,
    'threshold',
    pairs.map(({ seed }) => seed),
  );
  return { arm: arm.label, ...geometricMean(logs, slack) };
}

function statementOf(evidence: Stability): Statement<Stability> {
  const { arm, ratio, interval, n } = evidence;
  const reason =
    `The largest stable η of ${arm} is ${estimateText(ratio, interval, { unit: ' ×' })} the value 2/λ₀ at ` +
    `its initial weights (n = ${plural(n, 'seed')}): `;
  return judged(evidence, evidence, {
    reason,
    verdict: ratioVerdict(evidence, WORDS),
    remark: ownError(evidence),
  });
}

const WORDS: RatioWords = {
  above: 'above 2/λ₀',
  below: 'below 2/λ₀',
  equal: 'equal to 2/λ₀',
  'cannot tell': 'cannot be told from 2/λ₀',
};

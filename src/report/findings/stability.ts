import type { Arm } from '../arms/arm.ts';
import { bySeed, slackOf } from '../arms/measured.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { estimateText, ONE_SEED, plural } from '../arms/wording.ts';
import type { Finder, Statement } from './finding.ts';
import { type GeometricMean, geometricMean } from './geometric-mean.ts';

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
  const starts = bySeed(arm, 'initialSharpness');
  const thresholds = bySeed(arm, 'threshold');
  const logs = [...thresholds].flatMap(([seed, eta]) => {
    const product = (eta * (starts.get(seed) ?? Number.NaN)) / 2;
    return product > 0 ? [Math.log(product)] : [];
  });
  if (logs.length === 0) return null;
  const slack = slackOf(arm, 'threshold', [...thresholds.keys()]);
  return { arm: arm.label, ...geometricMean(logs, slack) };
}

function statementOf(evidence: Stability): Statement<Stability> {
  const { arm, ratio, interval, n, outcome } = evidence;
  const reason =
    `The largest stable η of ${arm} is ${estimateText(ratio, interval, { unit: ' ×' })} the value 2/λ₀ at ` +
    `its initial weights (n = ${plural(n, 'seed')}): `;
  return {
    evidence,
    ...(n === 1
      ? { reason: `${reason}${ONE_SEED}.` }
      : { reason, verdict: VERDICTS[outcome], remark: '.' }),
    intervals: 1,
  };
}

const VERDICTS = {
  above: 'above 2/λ₀',
  below: 'below 2/λ₀',
  'cannot tell': 'cannot be told from 2/λ₀',
} as const;

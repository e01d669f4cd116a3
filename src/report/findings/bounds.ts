import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { runsOf } from '../arms/arm.ts';
import { type Metric, metricOf } from '../arms/metric.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { BOUNDS } from '../arms/threshold-by-batch.ts';
import { estimateText, plural, roughly } from '../arms/wording.ts';
import { cellsOf, valuesOf } from '../effects/cells.ts';
import { isSuggestive } from '../effects/suggestive.ts';
import { listed } from '../effects/words.ts';
import type { Draft, Finder, Statement } from './finding.ts';
import { about } from './finding.ts';
import {
  type GeometricMean,
  geometricMean,
  ratioVerdict,
  type Standing,
  standingOf,
} from './geometric-mean.ts';
import { judged } from './judged.ts';
import { weightOf } from './weight.ts';

/** The largest stable η over a bound that theory gives for it from the same weights, over the arms that have both. */
export interface Bound extends GeometricMean, Standing {
  /** What sets the problem apart; empty if there is one. */
  readonly problem: string;
  readonly bound: string;
  readonly arms: readonly { readonly arm: string; readonly ratio: number }[];
}

/** η_max against the bounds that linear stability in mean square puts on it, averaged over the arms of a problem in each seed. */
export const bounds: Finder<'bounds', Bound> = {
  kind: 'bounds',
  find: (records) =>
    records.problems.flatMap((own) => {
      const threshold = metricOf(runsOf(own), 'threshold');
      if (threshold === undefined) return [];
      return BOUNDS.flatMap((words) => {
        const bound = metricOf(runsOf(own), words.key);
        if (bound === undefined) return [];
        const named = { ...bound, name: words.label, positive: true };
        return draftOf(poolRates(own), threshold, named, about(records, own)) ?? [];
      });
    }),
};

function draftOf(
  arms: readonly Arm[],
  threshold: Metric,
  bound: Metric,
  prefix: string,
): Draft<Bound> | null {
  const has = (arm: Arm) => [threshold, bound].every((one) => cellsOf([arm], one) !== null);
  const own = arms.filter(has);
  const [measured, predicted] = [cellsOf(own, threshold), cellsOf(own, bound)];
  if (own.length === 0 || measured === null || predicted === null) return null;
  if (!measured.ratios || !predicted.ratios) return null;
  const seeds = measured.seeds.filter((seed) => predicted.seeds.includes(seed));
  const at = (cells: typeof measured, arm: Arm, seed: number) =>
    valuesOf(cells, arm)[cells.seeds.indexOf(seed)]!;
  const table = own.map((arm) =>
    seeds.map((seed) => Math.log(at(measured, arm, seed)) - Math.log(at(predicted, arm, seed))),
  );
  if (seeds.length === 0) return null;
  const logs = seeds.map((_, i) => mean(table.map((row) => row[i]!)));
  const { value, evidence } = geometricMean(logs, mean(own.map(measured.slackOf)));
  const found = {
    ...{ problem: own[0]!.problem, bound: bound.key },
    arms: own.map(({ label }, i) => ({ arm: label, ratio: Math.exp(mean(table[i]!)) })),
    ...value,
  };
  const test = { apart: evidence.apart, within: evidence.within };
  return {
    tests: [test],
    say(decisions) {
      const told = decisions.of(test);
      const suggestive = isSuggestive(evidence, told) ? decisions.families : undefined;
      const own = { ...found, ...standingOf(value, told) };
      const statement = statementOf(own, bound, prefix, suggestive);
      return [{ ...statement, weight: weightOf(evidence, told, { against: 'theory' }) }];
    },
  };
}

function statementOf(
  evidence: Bound,
  bound: Metric,
  prefix: string,
  suggestive: number | undefined,
): Statement<Bound> {
  const { arms, ratio, interval, n } = evidence;
  const each = listed(arms.map((one) => `${roughly(one.ratio)} × for ${one.arm}`));
  const average =
    arms.length === 1 ? '' : ` on average over ${plural(arms.length, 'arm')}: ${each}`;
  const reason =
    `${prefix}The largest stable η is ${estimateText(ratio, interval, { unit: ' ×' })} the ${bound.name} of stability in mean square at the ` +
    `initial weights${average} (n = ${plural(n, 'seed')}): `;
  return judged(evidence, evidence, {
    ...{ reason, suggestive },
    verdict: ratioVerdict(evidence, {
      ...{ above: 'above the bound', below: 'below the bound', equal: 'at the bound' },
      'cannot tell': 'cannot be told from the bound',
    }),
  });
}

import { significant } from '../../core/format.ts';
import { type Interval, range } from '../../core/range.ts';
import { judge } from '../../stats/judge.ts';
import { intervalText, plural } from '../arms/wording.ts';
import { type Distance, distancesToFlow } from './distance-to-flow.ts';
import { about, type Finder, type Statement } from './finding.ts';
import { judged } from './judged.ts';

/** How gradient descent nears gradient flow as η falls, in weights and in function, in each problem. */
export const distances: Finder<'distances', Distance> = {
  kind: 'distances',
  find: (records) =>
    records.problems.flatMap((own) =>
      [...distancesToFlow(own, 'weights'), ...distancesToFlow(own, 'outputs')].map((distance) =>
        statementOf(distance, about(records, own)),
      ),
    ),
};

/** `1.02 [0.98, 1.06]` with the kind of interval and n: a fitted exponent of η. */
export function slopeText({ mean, interval, n }: Distance['slope']): string {
  const pairs = `n = ${plural(n, 'paired seed')}`;
  return interval === null
    ? `${fixed(mean)} (${pairs}, no interval)`
    : `${fixed(mean)} ${intervalText(interval, fixed)} (95 % Student t interval, ${pairs})`;
}

function statementOf(evidence: Distance, prefix: string): Statement<Distance> {
  const { space, time, points, slope, monotone, relativeTo } = evidence;
  const seeds = Math.max(...points.map(({ values }) => values.length));
  const reason =
    `${prefix}At training time ${significant(time)}, the distance of GD from gradient flow${WHERE[space]}, relative ` +
    `to the flow's ${relativeTo}, scales as η to the power ${slopeText(slope)}: `;
  const remark = `; in ${monotone} of ${plural(seeds, 'seed')} every smaller η came nearer`;
  const verdict = slope.interval === null ? '' : verdictOf(slope.interval);
  return judged(evidence, slope, { reason, verdict, remark });
}

const WHERE = { weights: '', outputs: ' in function, over the test examples' };

const fixed = (x: number) => x.toFixed(2).replace('-', '−');

// A global error of first order; the margin is that of the claim descent-approximates-flow.
const FIRST_ORDER = range(0.9, 1.1);

const verdictOf = (exponent: Interval): string => VERDICTS[judge(FIRST_ORDER, exponent, 1).outcome];

const VERDICTS = {
  supported: 'first order as theory says (exponent within 0.9 to 1.1)',
  refuted: 'not the first order of theory (exponent outside 0.9 to 1.1)',
  inconclusive: 'cannot tell whether the exponent lies within 0.9 to 1.1',
  'not reached': 'not measured',
};

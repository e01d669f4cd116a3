import { significant } from '../../core/format.ts';
import { testsOf } from '../../stats/evidence.ts';
import { intervalText, plural } from '../arms/wording.ts';
import { grouped } from '../effects/grouped.ts';
import { isSuggestive } from '../effects/suggestive.ts';
import type { Told } from '../effects/test.ts';
import { listed } from '../effects/words.ts';
import { type Distance, distancesToFlow } from './distance-to-flow.ts';
import { about, type Draft, type Finder, type Statement } from './finding.ts';
import { judged } from './judged.ts';
import { heaviest, weightOf } from './weight.ts';

/** Distances of one problem of which the same is said. */
export interface Distances {
  /** What sets the problem apart; empty if there is one. */
  readonly problem: string;
  readonly distances: readonly Distance[];
  readonly outcome: 'first order' | 'not first order' | 'cannot tell';
}

/** How gradient descent nears gradient flow as η falls, in weights and in function, in each problem. */
export const distances: Finder<'distances', Distances> = {
  kind: 'distances',
  find: (records) =>
    records.problems.flatMap((own) => {
      const all = [...distancesToFlow(own, 'weights'), ...distancesToFlow(own, 'outputs')];
      return all.length === 0 ? [] : [draftOf(all, about(records, own))];
    }),
};

// A global error of first order; the margin is that of the claim descent-approximates-flow.
const FIRST_ORDER = { centre: 1, nothing: 0.1, margin: 0.1 };

function draftOf(all: readonly Distance[], prefix: string): Draft<Distances> {
  const asked = all.map((distance) => ({ distance, test: testsOf(distance.slope, FIRST_ORDER) }));
  return {
    tests: asked.map(({ test }) => test),
    say: (decisions) =>
      grouped(asked, ({ distance: { space, relativeTo, monotone, slope }, test }) =>
        JSON.stringify([
          ...[outcomeOf(decisions.of(test)), isSuggestive(test, decisions.of(test))],
          ...[space, relativeTo, monotone, slope.basis],
        ]),
      ).map((own) => {
        const told = decisions.of(own[0]!.test);
        const weights = own.map(({ distance }) =>
          weightOf(aboutOne(distance), told, { against: 'theory', margin: 0.1 }),
        );
        const statement = statementOf(
          own.map(({ distance }) => distance),
          told,
          { prefix, suggestive: isSuggestive(own[0]!.test, told) ? decisions.families : undefined },
        );
        return { ...statement, weight: heaviest(weights) };
      }),
  };
}

/** The interval about what theory says. */
const aboutOne = ({ slope: { interval } }: Distance) => ({
  apart: null,
  interval: interval && ([interval[0] - 1, interval[1] - 1] as const),
});

const outcomeOf = ({ apart, within }: Told): Distances['outcome'] =>
  apart ? 'not first order' : within ? 'first order' : 'cannot tell';

/** `1.02 [0.98, 1.06]` with the kind of interval and n: a fitted exponent of η. */
export function slopeText({ mean, interval, n }: Distance['slope']): string {
  const pairs = `n = ${plural(n, 'paired seed')}`;
  return interval === null
    ? `${fixed(mean)} (${pairs}, no interval)`
    : `${fixed(mean)} ${intervalText(interval, fixed)} (95 % Student t interval, ${pairs})`;
}

/** The number with its interval alone. */
const powerText = ({ mean, interval }: Distance['slope']): string =>
  `${fixed(mean)}${interval === null ? '' : ` ${intervalText(interval, fixed)}`}`;

function statementOf(
  all: readonly Distance[],
  told: Told,
  { prefix, suggestive }: { readonly prefix: string; readonly suggestive: number | undefined },
): Statement<Distances> {
  const { space, points, slope, monotone, relativeTo, problem } = all[0]!;
  const seeds = Math.max(...points.map(({ values }) => values.length));
  const times = listed(all.map(({ time }) => significant(time)));
  const outcome = outcomeOf(told);
  const reason =
    `${prefix}At training ${all.length === 1 ? 'time' : 'times'} ${times}, the distance of GD from gradient flow${WHERE[space]}, relative ` +
    `to the flow's ${relativeTo}, scales as η to the power ${listed(all.map((one) => powerText(one.slope)))} (n = ${plural(slope.n, 'paired seed')}): `;
  const remark = `; in ${monotone} of ${plural(seeds, 'seed')} every smaller η came nearer`;
  return judged({ problem, distances: all, outcome }, slope, {
    ...{ reason, remark, suggestive },
    verdict: VERDICTS[outcome],
  });
}

const WHERE = { weights: '', outputs: ' in function, over the test examples' };

const fixed = (x: number) => x.toFixed(2).replace('-', '−');

const VERDICTS: Readonly<Record<Distances['outcome'], string>> = {
  'first order': 'first order as theory says (exponent within 0.9 to 1.1)',
  'not first order': 'not the first order of theory (exponent outside 0.9 to 1.1)',
  'cannot tell': 'cannot tell whether the exponent lies within 0.9 to 1.1',
};

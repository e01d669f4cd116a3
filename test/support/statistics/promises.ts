import type { Rates, Trial } from './rates.ts';
import { bracketed, effects, margins, nulls, statedPower, trials } from './trials.ts';

/** What docs/statistics.md promises of the sentences, each with the rates that break it; none where all hold. */
export function brokenPromises(
  rates: readonly (readonly Rates[])[],
  repeats: number,
): readonly (readonly [promise: string, broken: readonly string[]])[] {
  const of = (trial: Trial) => rates[trials.indexOf(trial)]!;
  const slack = (share: number) => 4 * Math.sqrt((share * (1 - share)) / repeats);
  const idle = [...nulls, bracketed].flatMap(of);
  const told = idle.filter(({ intervals }) => intervals > 0);
  return [
    [
      'at every size sentences claim what is not there in at most 6.5 %',
      broken(idle, (one) => [claimed(one), claimed(one) <= 0.065]),
    ],
    [
      'a report in which there is nothing to find claims anything in 5 % at most',
      broken(
        idle.filter(({ name }) => name === 'any sentence of a report'),
        (one) => [claimed(one), claimed(one) < 0.05 + slack(0.05)],
      ),
    ],
    [
      'at every size intervals hold the truth in 93 to 97 %, or more where the page says so',
      broken(told, (one) => [
        covered(one),
        covered(one) >= 0.93 && (covered(one) <= 0.97 || WIDER.test(one.name)),
      ]),
    ],
    [
      'on the edge of a margin things are called equal in 2.5 % at most',
      broken(margins.flatMap(of), (one) => [claimed(one), claimed(one) < 0.025 + slack(0.025)]),
    ],
    [
      'known effects are found with the power that is stated',
      effects.flatMap((effect) => {
        const power = (one: Rates) => statedPower(effect, one.size);
        return broken(of(effect), (one) => [
          claimed(one),
          Math.abs(claimed(one) - power(one)) <= slack(power(one)) + 1e-3,
        ]);
      }),
    ],
  ];
}

/** Sentences whose intervals cover more often by design. */
const WIDER = /counts of examples|known to/;

const claimed = (one: Rates) => one.claimed / one.sentences;
const covered = (one: Rates) => one.covered / one.intervals;

const broken = (all: readonly Rates[], holds: (one: Rates) => readonly [number, boolean]) =>
  all.flatMap((one) => {
    const [share, kept] = holds(one);
    const { name, size } = one;
    return kept ? [] : [`${name}, ${size.seeds} seeds, ${size.arms} arms: ${share.toFixed(4)}`];
  });

import { type Rng, rng } from '../src/core/random.ts';
import { overSeeds } from '../src/stats/over-seeds.ts';
import type { Rates } from '../test/support/statistics/rates.ts';
import {
  bracketed,
  effects,
  margins,
  nulls,
  ranked,
  statedPower,
  trials,
} from '../test/support/statistics/trials.ts';

/** The tables of docs/statistics.md from the rates of all trials, in Markdown. */
export function tablesOf(rates: readonly (readonly Rates[])[], repeats: number): string {
  const of = (trial: (typeof trials)[number]) => rates[trials.indexOf(trial)]!;
  const reports = repeats.toLocaleString('en-US');
  return [
    `${reports} reports of each size. A share of 5 % has a standard error of ${percent(Math.sqrt((0.05 * 0.95) / repeats), 2)}.`,
    '**Nothing to find.** 2 to 5 seeds by 3 to 8 arms, 24 sizes.',
    table(
      ['sentence', 'claims an effect', 'at the worst size', 'interval holds the truth, by size'],
      nulls.flatMap((trial) => byName(of(trial)).map(nullRow)),
    ),
    '**Brackets** widen intervals, and ranges of what can be measured cover at least as often as they say; 3 arms.',
    table(
      ['sentence', 'claims an effect', 'at the worst size', 'interval holds the truth, by size'],
      byName(of(bracketed)).map(nullRow),
    ),
    '**On the edge of a margin.** Called equal, which it may be in 2.5 %; 2 to 5 seeds, 3 arms.',
    table(
      ['sentence', 'called equal', 'at the worst size'],
      margins.flatMap((trial) => byName(of(trial)).map((row) => nullRow(row).slice(0, 3))),
    ),
    '**Known effects** over five arms, in standard deviations of what one seed says: power found (and stated by the noncentral t).',
    table(
      ['sentence', 'effect', ...[2, 3, 4, 5].map((seeds) => `${seeds} seeds`)],
      effects.map((effect) => [
        effect.kinds[0].name,
        effect.effect.toFixed(2),
        ...of(effect).map(
          (one) => `${percent(claimed(one), 0)} (${percent(statedPower(effect, one.size), 0)})`,
        ),
      ]),
    ),
    '**Ranks** of arms whose trace and gap have effects of five times the noise, correlated at 0.95; 3 seeds: found in',
    table(
      ['arms', ...of(ranked).map(({ size }) => String(size.arms))],
      [['power', ...of(ranked).map((one) => percent(claimed(one), 0))]],
    ),
    '**Seeds that are not normal.** The interval of `overSeeds` holds the mean of values a seed that are',
    table(['', ...SEEDS.map((seeds) => `${seeds} seeds`)], shapes(10 * repeats)),
  ].join('\n\n');
}

const SEEDS = [2, 3, 4, 5];

/** Draws of mean 0 of some other shape than the normal, whose tails Student's t supposes. */
const SHAPES: Readonly<Record<string, (stream: Rng) => number>> = {
  normal: (stream) => stream.normal(),
  'of heavy tails (t with 3 degrees of freedom)': (stream) =>
    stream.normal() / Math.sqrt(stream.normals(3).reduce((sum, z) => sum + z * z, 0) / 3),
  'differences of two exponentials, as of arms alike': (stream) =>
    Math.log((1 - stream.uniform()) / (1 - stream.uniform())),
  'one-sided (exponential)': (stream) => -Math.log(1 - stream.uniform()) - 1,
};

const shapes = (repeats: number): string[][] =>
  Object.entries(SHAPES).map(([name, draw], shape) => [
    name,
    ...SEEDS.map((seeds) => {
      const stream = rng(1).fork('shape', shape, seeds);
      let held = 0;
      for (let repeat = 0; repeat < repeats; repeat++) {
        const [low, high] = overSeeds(Array.from({ length: seeds }, () => draw(stream))).interval!;
        if (low <= 0 && 0 <= high) held++;
      }
      return percent(held / repeats);
    }),
  ]);

const claimed = ({ claimed, sentences }: Rates) => claimed / sentences;

/** The rates of each kind over the sizes, in the order of the kinds. */
const byName = (rates: readonly Rates[]): readonly (readonly Rates[])[] =>
  [...new Set(rates.map(({ name }) => name))].map((name) =>
    rates.filter((one) => one.name === name),
  );

function nullRow(rates: readonly Rates[]): string[] {
  const sum = (of: (one: Rates) => number) => rates.reduce((total, one) => total + of(one), 0);
  const shares = rates.map(claimed);
  const worst = rates[shares.indexOf(Math.max(...shares))]!;
  const covered = rates
    .filter(({ intervals }) => intervals > 0)
    .map(({ covered, intervals }) => covered / intervals);
  return [
    worst.name,
    percent(sum((one) => one.claimed) / sum((one) => one.sentences)),
    `${percent(claimed(worst))} (${worst.size.seeds} seeds, ${worst.size.arms} arms)`,
    covered.length === 0
      ? '–'
      : `${percent(Math.min(...covered))} to ${percent(Math.max(...covered))}`,
  ];
}

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

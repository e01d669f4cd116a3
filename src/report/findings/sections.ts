import { significant } from '../../core/format.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Arm } from '../arms/arm.ts';
import { counts, diverged, measured } from '../arms/quantity.ts';
import { plural } from '../arms/wording.ts';
import { associationSentence, associationsOf } from './association.ts';
import { catapultSentences } from './catapults.ts';
import type { Comparison } from './comparison.ts';
import { distanceSentence, distancesOf } from './distance.ts';
import { sharpeningOf } from './progressive-sharpening.ts';
import type { Stability } from './stability.ts';
import type { Trend } from './trend.ts';

/** Sentences under one heading. */
export interface Topic {
  readonly heading: string;
  readonly sentences: readonly string[];
}

/** The sentences of a report by topic, each worked out from the records; empty topics are dropped. */
export function topicsOf(evidence: {
  readonly experiment: Experiment;
  readonly arms: readonly Arm[];
  readonly problems: readonly (readonly Arm[])[];
  readonly comparisons: readonly Comparison[];
  readonly trends: readonly Trend[];
  readonly stability: readonly Stability[];
}): readonly Topic[] {
  const { experiment, arms, problems, comparisons, trends, stability } = evidence;
  const say = (...keys: readonly string[]) =>
    [...comparisons, ...trends].flatMap((one) =>
      keys.includes(one.quantity) ? [one.sentence] : [],
    );
  const about = (own: readonly Arm[]) => (problems.length > 1 ? `${own[0]!.problem}: ` : '');
  const associations = problems.flatMap((own) =>
    associationsOf(own).map((one) => [own, one] as const),
  );
  // Over all runs, and within seeds where that has an interval too.
  const ranked = associations.reduce((n, [, one]) => n + (one.withinSeeds?.interval ? 2 : 1), 0);
  const sharpening = arms.flatMap((arm) => sharpeningOf(arm) ?? []);
  const topics: readonly Topic[] = [
    { heading: 'The runs', sentences: statusSentences(experiment, arms) },
    { heading: 'Sharpness along training', sentences: sharpening.map((one) => one.sentence) },
    { heading: 'Curvature where training ended', sentences: say('trace', 'sharpness') },
    { heading: 'Generalization', sentences: say('lossGap', 'accuracyGap') },
    {
      heading: 'Curvature and generalization together',
      sentences: associations.map(([own, one]) => about(own) + associationSentence(one)),
    },
    {
      heading: 'Stability of the step size',
      sentences: [
        ...stability.map(({ sentence }) => sentence),
        ...say('threshold'),
        ...catapultSentences(arms),
      ],
    },
    {
      heading: 'Descent and flow',
      sentences: [
        ...problems.flatMap((own) =>
          [...distancesOf(own), ...distancesOf(own, 'outputs')].map(
            (distance) => about(own) + distanceSentence(distance),
          ),
        ),
        ...arms.flatMap(flowErrorSentence),
      ],
    },
    {
      heading: 'Reading many intervals',
      sentences: multiplicity(
        [comparisons, trends, stability, sharpening].reduce((n, all) => n + all.length, ranked),
      ),
    },
  ];
  return topics.filter(({ sentences }) => sentences.length > 0);
}

/** How far the flows of an arm are off the exact ones; nothing where that was not measured. */
function flowErrorSentence({ label, runs }: Arm): string[] {
  const found = runs.flatMap((run) => measured(run, 'flowError') ?? []);
  if (found.length === 0) return [];
  const upper = Math.max(...found.map(({ value, interval }) => interval?.[1] ?? value));
  return [
    `The weights at the end of ${label} are within ${significant(upper, 2)} of those of the exact flow, in norm, by the ` +
      `same flow at a tenth of the tolerance (largest over n = ${plural(found.length, 'run')}).`,
  ];
}

function statusSentences(experiment: Experiment, arms: readonly Arm[]): string[] {
  const runs = arms.flatMap((arm) => arm.runs);
  const blown = arms.filter((arm) => arm.runs.some(diverged));
  const seeds = new Set(runs.map(({ spec }) => spec.seed)).size;
  const short = runs.filter((run) => !counts(run) && !diverged(run)).length;
  return [
    `${runs.length} of ${experiment.specs.length} planned runs are finished, in ${arms.length} ` +
      `${arms.length === 1 ? 'arm' : 'arms'} over ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}.`,
    ...(seeds === 1 ? ['With one seed no interval over seeds can be given.'] : []),
    ...blown.map(
      ({ label, runs: own }) =>
        `${own.filter(diverged).length} of ${own.length} runs of ${label} diverged; they enter no mean.`,
    ),
    ...(short > 0
      ? [
          `${short} of ${runs.length} runs ended otherwise than their stop rule asks; they enter no mean.`,
        ]
      : []),
  ];
}

const multiplicity = (tests: number): string[] =>
  tests < 5
    ? []
    : [
        `${tests} intervals of 95 % are read above, none adjusted for the others: where there is no ` +
          `effect, about ${Math.max(1, Math.round(tests / 20))} would show one by chance.`,
      ];

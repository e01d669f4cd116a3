import { type ClaimOutcome, claimOutcomes } from '../../claims/judging/claim.ts';
import { verdictText } from '../../claims/judging/sentence.ts';
import { significant } from '../../core/format.ts';
import { plural } from '../arms/wording.ts';
import type { Settled } from '../predictions/answers.ts';
import { controlsWord } from '../predictions/control-word.ts';
import { decidingOf } from '../predictions/deciding.ts';
import { outcomeOf, type Score, type Scorecard } from './score.ts';

/** `3 of 5 claims are supported, 1 is refuted and 1 is inconclusive.` */
export function headlineOf({ scores, unscored }: Scorecard): string {
  const all = scores.length + unscored.length;
  const counts = claimOutcomes.flatMap((outcome) => {
    const n = scores.filter((score) => outcomeOf(score) === outcome).length;
    return n === 0 && outcome !== 'supported' ? [] : [{ n, outcome }];
  });
  const others = [
    ...counts.slice(1).map(({ n, outcome }) => `${n} ${becomeText(outcome, n)}`),
    ...(unscored.length === 0 ? [] : [`${unscored.length} could not be run`]),
  ];
  const supported = counts[0]!.n;
  const head = `${supported} of ${plural(all, 'claim')} ${supported === 1 ? 'is' : 'are'} supported`;
  return `${[head, ...others.slice(0, -1)].join(', ')}${others.length > 0 ? ` and ${others.at(-1)}` : ''}.`;
}

const becomeText = (outcome: ClaimOutcome, n: number): string =>
  outcome === 'depends'
    ? `${n === 1 ? 'depends' : 'depend'} on the setting`
    : `${n === 1 ? 'is' : 'are'} ${verdictText(outcome)}`;

/** What became of the controls: of how many claims each of them failed as it should. */
export function controlsSentence({ scores }: Scorecard): string {
  const words = scores.flatMap(({ answers }) => controlsWord(answers) ?? []);
  const none = scores.length - words.length;
  const of = (word: string) => words.filter((one) => one === word).length;
  return [
    `Of ${plural(words.length, 'claim')} with a control it passed in ${of('passed')}: in its changed setting the statement no longer holds`,
    ...(of('failed') > 0 ? [`it failed in ${of('failed')}`] : []),
    ...(of('too weak') > 0 ? [`it was too weak in ${of('too weak')}`] : []),
    ...(none > 0 ? [`${none} ${none === 1 ? 'has' : 'have'} none`] : []),
  ]
    .join('; ')
    .concat('.');
}

/** Where the seeds of the claims begin, after the budget; empty where they are those of their files. */
export const seedsText = ({ seedsFrom }: Pick<Scorecard, 'seedsFrom'>): string =>
  seedsFrom === undefined ? '' : `, seeds from ${seedsFrom} on`;

/** That other seeds were taken than those of the files. */
export const otherSeedsSentence = ({
  seedsFrom,
}: Pick<Scorecard, 'seedsFrom'>): readonly string[] =>
  seedsFrom === undefined
    ? []
    : [
        `Other seeds than those of the files: as many of each claim, from ${seedsFrom} on, so that no run is one behind the other scorecard, but of claims that list their seeds.`,
      ];

/** How many of the verdicts may be wrong by chance. */
export function falseVerdictsSentence({ scores }: Scorecard): string {
  return (
    'Each claim is judged at its own level, which its statements share by Holm’s procedure: ' +
    `of the ${plural(scores.flatMap(toldIn).length, 'verdict')} supported or refuted at most ${significant(expectedFalse(scores), 2)} may be expected to be wrong by chance.`
  );
}

/** The expected number of wrong verdicts, at most: the level of each claim that was told, in each of its settings, but for those in which there is no chance. */
export const expectedFalse = (scores: readonly Score[]): number =>
  scores.flatMap(toldIn).reduce((sum, one) => sum + levelOf(one), 0);

/** The settings in which a claim was told. */
const toldIn = ({ answers }: Score): readonly Settled[] =>
  answers.settings.filter(({ claim }) => ['supported', 'refuted'].includes(claim));

const levelOf = (settled: Settled): number =>
  decidingOf(settled)?.units === 'none'
    ? 0
    : Math.max(...settled.verdicts.map(({ level }) => 1 - level));

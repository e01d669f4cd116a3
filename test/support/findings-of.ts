import type { Run } from '../../src/lab/records/record.ts';
import { type Finding, sentenceOf } from '../../src/report/findings/finding.ts';
import { type Findings, summarise } from '../../src/report/findings/findings.ts';
import { experimentOf } from './synthetic-runs.ts';

/** What the report finds in these runs. */
export const findingsOf = (runs: readonly Run[]): Findings => summarise(experimentOf(runs), runs);

/** The numbers of each arm of findings of which arms share a sentence, with it. */
export const armsAndSentences = <E extends object>(
  findings: readonly Finding<{ readonly arms: readonly E[] }>[],
): (E & { sentence: string })[] =>
  findings.flatMap((one) =>
    one.evidence.arms.map((arm) => ({ ...arm, sentence: sentenceOf(one) })),
  );

/** The numbers of a finding with its sentence. */
export const numbersAndSentence = <E extends object>(
  finding: Finding<E>,
): E & { sentence: string } => ({
  ...finding.evidence,
  sentence: sentenceOf(finding),
});

/** The comparisons in these runs, each with its sentence, in the order of the report. */
export const comparisonsOf = (runs: readonly Run[]) =>
  findingsOf(runs).effects.flatMap((one) =>
    one.evidence.comparisons.map((own) => ({ ...own, sentence: sentenceOf(one) })),
  );

/** The trends, likewise. */
export const trendsOf = (runs: readonly Run[]) =>
  findingsOf(runs).effects.flatMap((one) =>
    one.evidence.trends.map((own) => ({ ...own, sentence: sentenceOf(one) })),
  );

/** Every sentence that the report says of these runs, in order. */
export const sentencesOf = (runs: readonly Run[]): readonly string[] =>
  findingsOf(runs).sections.flatMap(({ findings }) => findings.map(sentenceOf));

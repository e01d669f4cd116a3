import type { Run } from '../../src/lab/records/record.ts';
import { type Finding, sentenceOf } from '../../src/report/findings/finding.ts';
import { type Findings, summarise } from '../../src/report/findings/findings.ts';
import { experimentOf } from './synthetic-runs.ts';

/** What the report finds in these runs. */
export const findingsOf = (runs: readonly Run[]): Findings => summarise(experimentOf(runs), runs);

/** The numbers of a finding with its sentence. */
export const numbersAndSentence = <E extends object>(
  finding: Finding<E>,
): E & { sentence: string } => ({
  ...finding.evidence,
  sentence: sentenceOf(finding),
});

/** Every sentence that the report says of these runs, in order. */
export const sentencesOf = (runs: readonly Run[]): readonly string[] =>
  findingsOf(runs).sections.flatMap(({ findings }) => findings.map(sentenceOf));

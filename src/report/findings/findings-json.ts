import { type Finding, sentenceOf } from './finding.ts';
import type { Findings } from './findings.ts';

/** Findings as other programs read them: of each its numbers, its sentence and its verdict side by side. */
export function findingsJson({ sections, headline, effects, ...findings }: Findings) {
  const { experiment, planned, finished, arms, unconverged, ...rest } = findings;
  const { trends, comparisons, pairs, ...kinds } = rest;
  const topics = sections.map(({ heading, findings: own }) => ({
    heading,
    sentences: own.map(sentenceOf),
  }));
  return {
    ...{ experiment, planned, finished, headline: headline.map(sentenceOf), arms },
    effects: effects.map(({ evidence: { axis, quantities }, ...one }) =>
      flat({ ...one, evidence: { axis, quantities } }),
    ),
    ...{ trends, comparisons, pairs },
    ...Object.fromEntries(Object.entries(kinds).map(([kind, own]) => [kind, own.map(flat)])),
    unconverged,
    topics,
    sentences: topics.flatMap(({ sentences }) => sentences),
  };
}

const flat = (finding: Finding<object>) => ({
  topic: finding.topic,
  ...finding.evidence,
  ...(finding.verdict === undefined ? {} : { verdict: finding.verdict }),
  sentence: sentenceOf(finding),
});

import { expect, test } from 'vitest';
import { sentenceOf } from '../../../src/report/findings/finding.ts';
import { findingsJson } from '../../../src/report/findings/findings-json.ts';
import { registry } from '../../../src/report/findings/registry.ts';
import { armsAndSentences, findingsOf, sentencesOf } from '../../support/findings-of.ts';
import { divergedRun, gd, quickstart, run, sgd, spec } from '../../support/synthetic-runs.ts';

test('diverged runs are counted and enter no mean', () => {
  const runs = [
    run(spec(sgd(4), 0), { trace: 10 }),
    run(spec(sgd(4), 1), { trace: 14 }),
    { ...divergedRun(spec(sgd(4), 2)), scalars: run(spec(sgd(4), 2), { trace: 1e9 }).scalars },
  ];
  const { arms } = findingsOf(runs);
  expect(arms[0]!.diverged).toBe(1);
  expect(arms[0]!.counted).toBe(2);
  expect(arms[0]!.quantities.trace!.mean).toBe(12);
  expect(sentencesOf(runs)).toContain(
    '1 of 3 runs of SGD B = 4, η = 0.1 diverged; they enter no mean.',
  );
});

test('every estimate that did not converge is listed', () => {
  const runs = quickstart(3);
  const listed = findingsOf(runs).unconverged;
  const expected = runs.flatMap(({ scalars }) =>
    Object.values(scalars).filter(({ converged }) => !converged),
  );
  expect(expected.length).toBeGreaterThan(1);
  expect(listed.map(({ value }) => value).sort()).toEqual(
    expected.map(({ value }) => (Number.isFinite(value) ? value : null)).sort(),
  );
});

test('findings survive JSON unchanged, and equal runs give equal findings', () => {
  const runs = quickstart(3);
  const findings = findingsOf(runs);
  expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
  expect(findingsOf([...runs])).toEqual(findings);
});

test('where several things are looked at the rule by which verdicts are given is said, with their number', () => {
  const many = findingsOf(quickstart(3));
  const told = [...many.trends, ...many.comparisons].filter(({ p }) => p !== null).length;
  const ofTheory = [...armsAndSentences(many.stability), ...armsAndSentences(many.sharpening)];
  const tests =
    told +
    ofTheory.filter(({ p }) => p !== null).length +
    many.associations.length +
    many.distances.flatMap(({ evidence }) => evidence.distances).length;
  expect(many.multiplicity.map(({ evidence }) => evidence)).toEqual([{ tests, level: 0.05 }]);
  expect(sentencesOf(quickstart(3)).at(-1)).toMatch(
    new RegExp(
      `^The verdicts above rest on ${tests} comparisons, trends and tests, .*Holm's procedure`,
    ),
  );
  const few = [0, 1].flatMap((seed) => [
    run(spec(sgd(4), seed), { trace: 200 + seed }),
    run(spec(gd(0.1), seed), { trace: 400 }),
  ]);
  expect(findingsOf(few).comparisons).toHaveLength(1);
  expect(findingsOf(few).multiplicity).toEqual([]);
});

test('of one seed nothing is judged', () => {
  const runs = quickstart(1).filter(({ ending }) => ending === 'reached');
  const found = findingsOf(runs);
  expect(sentencesOf(runs)).toContain('With one seed no interval over seeds can be given.');
  expect(found.multiplicity).toEqual([]);
  expect(
    found.sections.flatMap(({ findings }) => findings.flatMap((one) => one.verdict ?? [])),
  ).toEqual([]);
});

test('sections stand in the order of the registry, and every finding under its heading', () => {
  const { sections } = findingsOf(quickstart(3));
  const headings = sections.map(({ heading }) => heading);
  expect(headings).toEqual(
    registry
      .map(({ heading }) => heading as string)
      .filter((heading) => headings.includes(heading)),
  );
  expect(headings).toContain('Curvature and generalization together');
  for (const { heading, findings } of sections)
    expect(new Set(findings.map(({ topic }) => topic))).toEqual(new Set([heading]));
});

test('in JSON a finding is its numbers beside its sentence and its verdict', () => {
  const findings = findingsOf(quickstart(3));
  const { effects, comparisons, headline, sentences, topics } = JSON.parse(
    JSON.stringify(findingsJson(findings)),
  );
  expect(sentences).toEqual(sentencesOf(quickstart(3)));
  expect(topics.flatMap((topic: { sentences: string[] }) => topic.sentences)).toEqual(sentences);
  const [first] = findings.effects;
  expect(effects[0]).toEqual({
    topic: 'Curvature where training ended',
    axis: first!.evidence.axis,
    quantities: first!.evidence.quantities,
    verdict: first!.verdict,
    sentence: sentenceOf(first!),
  });
  expect(comparisons).toEqual(findings.comparisons);
  expect(headline).toEqual(findings.headline.map(sentenceOf));
});

test('each kind of finding in JSON is a list, empty where nothing was found', () => {
  const { experiment, planned, finished, ...rest } = findingsJson(findingsOf([]));
  expect({ experiment, planned, finished }).toEqual({
    ...{ experiment: 'quickstart', planned: 0, finished: 0 },
  });
  const kinds = registry.flatMap(({ finders }) => finders.map(({ kind }) => kind as string));
  for (const kind of kinds) expect(rest).toHaveProperty(kind);
  expect(Object.values(rest).every(Array.isArray)).toBe(true);
});

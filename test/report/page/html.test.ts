import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { sentenceOf } from '../../../src/report/findings/finding.ts';
import { htmlOf } from '../../../src/report/page/html/page.ts';
import { markdownOf } from '../../../src/report/page/markdown.ts';
import { findingsOf } from '../../support/findings-of.ts';
import { flow, gd, quickstart, run, spec } from '../../support/synthetic-runs.ts';

const page = (items: readonly Parameters<typeof sentenceOf>[0][]) =>
  htmlOf('', [{ kind: 'list', items }], () => {
    throw new Error('a list has no figure');
  });

/** λ along training, at the times 0, 1, 2, …. */
const along = (method: MethodSpec, seed: number, sharpness: readonly number[]): Run =>
  run(
    spec(method, seed),
    {},
    { series: { time: sharpness.map((_, i) => i), trainLoss: sharpness.map(() => 1), sharpness } },
  );

describe('verdicts in the page', () => {
  const runs = [
    ...quickstart(3),
    ...[0, 1, 2, 3, 4].flatMap((seed) => [
      along(flow, seed, [4, 8 + seed]),
      along(gd(0.1), seed, [9, 30 + seed]),
      along(gd(0.2), seed, [9, 8.1 + 0.1 * seed]),
    ]),
  ];
  const findings = findingsOf(runs).sections.flatMap((section) => section.findings);

  test('the verdict of every finding stands out, and nothing else does', () => {
    for (const finding of findings) {
      const marked = [...page([finding]).matchAll(/<b>(.*?)<\/b>/g)].map(([, text]) =>
        text!.replaceAll('\u00a0', ' '),
      );
      expect(marked).toEqual(finding.verdict === undefined ? [] : [finding.verdict]);
    }
  });

  test('what λ did along training and the order of the distance are verdicts too', () => {
    const verdicts = findings.flatMap(({ verdict }) => verdict ?? []);
    for (const verdict of ['it rose', 'above it', 'below it', 'smaller', 'cannot tell'])
      expect(verdicts).toContain(verdict);
    expect(verdicts.join()).toContain('first order as theory says');
  });

  test('a verdict does not change the text of its sentence', () => {
    const text = page(findings).replaceAll(/<\/?b>/g, '');
    expect(text).toBe(page(findings.map((one) => ({ reason: sentenceOf(one) }))));
    const plain = markdownOf([{ kind: 'list', items: findings }]);
    expect(plain).toBe(markdownOf([{ kind: 'list', items: findings.map(sentenceOf) }]));
  });
});

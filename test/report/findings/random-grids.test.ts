import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/lab/records/record.ts';
import { type Finding, sentenceOf } from '../../../src/report/findings/finding.ts';
import { findingsOf } from '../../support/findings-of.ts';
import { type Grid, grids } from '../../support/random-grids.ts';

/** The runs of each arm by its label, found by what sets specs apart and not by how the report groups them. */
function armsIn({ runs }: Grid): readonly (readonly Run[])[] {
  const arms = new Map<string, Run[]>();
  for (const one of runs) {
    const { data, network, method } = one.spec;
    const key = JSON.stringify([data, network, method]);
    arms.set(key, [...(arms.get(key) ?? []), one]);
  }
  return [...arms.values()];
}

const entering = (own: readonly Run[]): readonly Run[] =>
  own.filter(
    ({ ending, spec: { stop } }) => ending === (stop.loss === undefined ? 'completed' : 'reached'),
  );

describe.each(grids)('in random grid $i', (grid) => {
  const found = findingsOf(grid.runs);
  const all: readonly Finding[] = found.sections.flatMap(({ findings }) => findings);
  const labels = found.arms.map(({ label }) => label);
  const arms = armsIn(grid);

  test('distinct arms have distinct names, none with an empty part', () => {
    expect(labels).toHaveLength(arms.length);
    expect(new Set(labels).size).toBe(arms.length);
    for (const label of labels) expect(label).not.toMatch(/\(\)|, ,|undefined|null|\( |^[,: ]/);
    for (const one of all) expect(sentenceOf(one)).not.toMatch(/^[:, ]|\(\)|undefined|NaN|null/);
  });

  test('an arm that diverged or stalled is in no comparison and no trend, and is named as such', () => {
    const nowhere = found.arms.filter(({ counted }) => counted === 0).map(({ label }) => label);
    for (const { evidence } of found.comparisons) {
      expect(nowhere).not.toContain(evidence.arm);
      expect(nowhere).not.toContain(evidence.reference);
    }
    const status = found.status.map(sentenceOf).join('\n');
    for (const { label, diverged } of found.arms)
      if (diverged > 0)
        expect(status).toContain(`runs of ${label} diverged`.replace('runs of', 'of'));
    for (const one of all) expect(sentenceOf(one)).not.toMatch(/10⁹/);
  });

  test('families of which two arms ended are compared, whatever became of the others', () => {
    const families = new Map<string, number>();
    for (const own of arms) {
      const { data, network, method } = own[0]!.spec;
      const plain = Object.keys(method).every((key) =>
        ['method', 'rate', 'batch', 'sampling'].includes(key),
      );
      if (!plain || !('rate' in method) || entering(own).length < grid.seeds) continue;
      const held = method.method === 'sgd' ? { ...method, batch: 0 } : { ...method, rate: 0 };
      const key = JSON.stringify([data, network, held]);
      families.set(key, (families.get(key) ?? 0) + 1);
    }
    const least = [...families.values()].filter((n) => n >= 2).length;
    const own = found.comparisons.filter(
      ({ evidence: { quantity, arm, reference } }) =>
        quantity === 'trace' && arm.split(' ')[0] === reference.split(' ')[0],
    );
    expect(own.length).toBeGreaterThanOrEqual(least);
  });

  test('sentences are told apart, and one of several problems is named', () => {
    const texts = all.map(sentenceOf);
    expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([]);
    const problems = new Set(
      grid.runs.map(({ spec: { data, network } }) => JSON.stringify([data, network])),
    );
    if (problems.size < 2) return;
    for (const { evidence } of [...found.trends, ...found.associations, ...found.unequalLosses])
      expect(evidence.problem).not.toBe('');
    for (const one of found.trends) expect(sentenceOf(one)).toContain(`(${one.evidence.problem})`);
  });

  test('equal training loss is said of equal losses alone', () => {
    const byLabel = new Map(found.arms.map(({ label }, i) => [label, i]));
    expect(byLabel.size).toBe(found.arms.length);
    for (const one of [...found.comparisons, ...found.trends, ...found.associations]) {
      const sentence = sentenceOf(one);
      const claims =
        /[Aa]t equal training loss/.test(sentence) && !sentence.includes('not at equal');
      if ('losses' in one.evidence && one.evidence.losses !== null) {
        const { losses } = one.evidence.losses;
        // A loss of a grid is 0.01, 0.0099 or 0.005 in all its seeds.
        expect(claims).toBe(Math.min(...losses) / Math.max(...losses) > 0.95);
        if (!claims)
          for (const loss of losses)
            expect(sentence).toContain(String(Number(loss.toPrecision(3))));
      }
    }
  });

  test('one seed gives no verdict, and no interval is counted that is not there', () => {
    const printed = all.filter((one) => {
      const sentence = sentenceOf(one);
      return /\[[^\]]+, [^\]]+\]/.test(sentence) || /, p = /.test(sentence);
    });
    const counted = all.reduce((sum, { intervals = 0 }) => sum + intervals, 0);
    expect(counted).toBe(printed.length);
    const [warning] = found.multiplicity;
    expect(warning?.evidence.intervals).toBe(counted >= 5 ? counted : undefined);
    if (grid.seeds > 1) return;
    expect(counted).toBe(0);
    expect(all.flatMap(({ verdict }) => verdict ?? [])).toEqual([]);
  });
});

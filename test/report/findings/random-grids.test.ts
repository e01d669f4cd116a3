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
    const taking = [
      ...found.trends.flatMap((one) => one.arms),
      ...found.comparisons.flatMap((one) => one.pairs.flat()),
    ];
    for (const label of taking) expect(nowhere).not.toContain(label);
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
    // A family is compared by a trend, or two of its arms.
    const own = found.pairs.filter(
      ({ quantity, axis, arm, reference }) =>
        quantity === 'trace' &&
        ['rate', 'batch'].includes(axis) &&
        arm.split(' ')[0] === reference.split(' ')[0],
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
    for (const { evidence } of [...found.associations, ...found.unequalLosses])
      expect(evidence.problem).not.toBe('');
    for (const one of found.effects)
      for (const { problem } of [...one.evidence.trends, ...one.evidence.comparisons])
        expect(sentenceOf(one)).toContain(problem);
  });

  test('equal training loss is said of equal losses alone', () => {
    for (const one of found.effects) {
      const sentence = sentenceOf(one);
      const claims =
        /[Aa]t equal training loss/.test(sentence) && !sentence.includes('not at equal');
      const ends = [...one.evidence.trends, ...one.evidence.comparisons].map(
        ({ losses }) => losses!,
      );
      // A loss of a grid is 0.01, 0.0099 or 0.005 in all its seeds.
      const equal = ends.map(({ losses }) => Math.min(...losses) / Math.max(...losses) > 0.98);
      expect(claims).toBe(equal.every(Boolean));
    }
  });

  test('one seed gives no verdict, and what is claimed is claimed at its level', () => {
    const tests = [...found.trends, ...found.comparisons].filter(({ p }) => p !== null);
    const [rule] = found.multiplicity;
    const all = tests.length + found.associations.filter(({ verdict }) => verdict).length;
    expect(rule?.evidence.tests).toBe(all > 1 ? all : undefined);
    for (const { outcome, p } of tests)
      if (outcome !== 'cannot tell') expect(p!).toBeLessThanOrEqual(0.05);
    if (grid.seeds > 1) return;
    expect(tests).toEqual([]);
    expect(
      found.sections.flatMap(({ findings }) => findings.flatMap(({ verdict }) => verdict ?? [])),
    ).toEqual([]);
  });
});

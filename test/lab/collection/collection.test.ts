import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readCollection } from '../../../src/lab/collection/collection.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const root = scratchFolder();

/** A folder of these files. */
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

const claim = `
methods: [{ method: gradient-descent, rate: 0.1 }]
expect: [{ id: it, value: { of: trace }, in: "< 10" }]
budgets: { quick: { seeds: 1 } }
`;

describe('a folder of claims', () => {
  test('is read at a budget, where a file has that', () => {
    const folder = folderOf('budgets', {
      'a.yaml': claim,
      'b.yml': claim.replace(/budgets.*/, ''),
      'notes.txt': 'no claim',
    });
    const seeds = (budget?: 'quick') =>
      readCollection(folder, budget).members.map(({ id, experiment }) => [
        id,
        experiment.specs.length,
      ]);
    expect(seeds()).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
    expect(seeds('quick')).toEqual([
      ['a', 1],
      ['b', 3],
    ]);
  });

  test('keeps what is wrong with one file to a line, and reads the others', () => {
    const folder = folderOf('broken', {
      'good.yaml': claim,
      'silent.yaml': claim.replace(/expect.*/, ''),
      'typo.yaml': claim.replace('methods', 'method'),
      'Good.yml': claim,
      'not-testable.yaml': '- { text: A text, words: Words. }',
    });
    const { members, unreadable, untestable } = readCollection(folder);
    expect(members.length).toBe(1);
    expect(untestable).toEqual([]);
    const messages = unreadable.map(({ message }) => message.replaceAll(`${folder}/`, ''));
    expect(messages.every((message) => !message.includes('\n'))).toBe(true);
    expect(messages[0]).toBe('good.yaml has the same name as Good.yml: rename one of them');
    expect(messages[1]).toBe('silent.yaml predicts nothing: a claim has a list expect:');
    expect(messages[2]).toMatch(/^typo.yaml:2:1: unknown key "method"/);
    expect(messages[3]).toMatch(/^not-testable.yaml:1:3: \[0\].because is missing/);
  });

  test('is refused where there is none', async () => {
    expect(await complaint(() => readCollection(join(root, 'gone')))).toMatch(/is no folder/);
    const empty = folderOf('empty', { 'not-testable.yaml': '[]' });
    expect(await complaint(() => readCollection(empty))).toMatch(/holds no claims/);
  });
});

describe('the claims that come with the lab', () => {
  const bundled = fileURLToPath(new URL('../../../experiments/theory', import.meta.url));
  const { members, unreadable, untestable } = readCollection(bundled);

  test('can all be read, at every budget', () => {
    expect(unreadable).toEqual([]);
    expect(members.length).toBeGreaterThanOrEqual(5);
    // The default one holds no other budget of a file against it.
    for (const budget of ['quick', 'long'] as const)
      expect(readCollection(bundled, budget).unreadable).toEqual([]);
    expect(untestable.length).toBeGreaterThan(0);
  });

  test('are as many as the README counts, from as many sentences, each with its controls', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const counted =
      /Of (\d+) claims, from (\d+) sentences of two texts[\s\S]*?: (\d+) of (\d+)\./.exec(readme);
    const sentences = members.map(({ experiment: { sentence } }) =>
      JSON.stringify([sentence!.text, sentence!.section, sentence!.words]),
    );
    expect(counted?.slice(1).map(Number)).toEqual([
      members.length,
      new Set(sentences).size,
      members.length,
      members.length,
    ]);
  });

  test.each(members.map(({ id, experiment }) => [id, experiment] as const))(
    '%s has a sentence, a control, a stated cost and its limits',
    (_, { sentence, controls = [], cost, limits }) => {
      expect(sentence?.section).toBeDefined();
      expect(controls.length).toBeGreaterThan(0);
      expect(cost?.quick).toBeGreaterThan(0);
      expect(cost?.default).toBeGreaterThan(0);
      expect(limits).toBeDefined();
    },
  );
});

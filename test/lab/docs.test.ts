import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keysOf } from '../../src/lab/methods/keys.ts';
import { methodNames } from '../../src/lab/methods/names.ts';
import { datasetNames } from '../../src/problems/data/datasets.ts';

const page = readFileSync(new URL('../../docs/experiments.md', import.meta.url), 'utf8');

test.each(Object.keys(methodNames))('docs/experiments.md gives every key of %s', (name) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``))!;
  const keys = keysOf(name as keyof typeof methodNames).slice(1);
  expect(keys.length).toBeGreaterThan(1);
  for (const key of keys) expect(row).toContain(`\`${key}`);
});

test('docs/experiments.md names every dataset and format', () => {
  const row = page.split('\n').find((line) => line.startsWith('| `data.name`'))!;
  for (const name of datasetNames) expect(row).toContain(`\`${name}\``);
});

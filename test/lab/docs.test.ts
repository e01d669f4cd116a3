import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { methods } from '../../src/lab/methods/registry.ts';
import { dataNames } from '../../src/lab/spec/data.ts';
import { toyKeys, toyNames } from '../../src/lab/spec/toy.ts';

const page = readFileSync(new URL('../../docs/experiments.md', import.meta.url), 'utf8');

test.each(methods)('docs/experiments.md gives every key of $name', ({ name, keys }) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``))!;
  expect(Object.keys(keys).length).toBeGreaterThan(1);
  for (const key of Object.keys(keys)) expect(row).toContain(`\`${key}`);
});

test.each(toyNames)('docs/experiments.md gives every key of the problem %s', (name) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))!;
  for (const key of Object.keys(toyKeys[name])) expect(row).toContain(`\`${key}\``);
});

test('docs/experiments.md names every dataset and format', () => {
  const row = page.split('\n').find((line) => line.startsWith('| `data.name`'))!;
  for (const name of dataNames) expect(row).toContain(`\`${name}\``);
});

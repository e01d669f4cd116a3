import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flowlab } from '../../support/command-line.ts';

const manifest = new URL('../../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

test('doctor names the engine, the version and the data', () => {
  const { code, out } = flowlab('.', ['doctor', '--json']);
  expect(code).toBe(0);
  const facts = JSON.parse(out) as { engine: string; flowlab: string; data: { name: string }[] };
  expect(['native', 'wasm']).toContain(facts.engine);
  expect(facts.flowlab).toBe(version);
  expect((facts as { devices?: { text: string } }).devices?.text).toMatch(/^the processor[,;]/);
  expect(facts.data.map((d) => d.name)).toContain('mnist');
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
let id = '';

beforeAll(() => {
  writeFileSync(
    join(folder.path, 'small.yaml'),
    `
data: { name: glyphs, train: 40, test: 40 }
network: { kind: mlp, hidden: [4], activation: tanh }
methods: [{ method: sgd, rate: 0.02, batch: 8 }]
stop: { steps: 20 }
seeds: 1
measure: { trace: true, sharpness: false, threshold: false }
`,
  );
  expect(flowlab(folder.path, ['run', 'small.yaml']).code).toBe(0);
  id = readdirSync(join(folder.path, 'runs', 'small')).find((name) => /^[0-9a-f]{16}$/.test(name))!;
});

test('a run comes out the same, and of one whose record was changed it says what and by how much', () => {
  const first = flowlab(folder.path, ['reproduce', id.slice(0, 6)]);
  expect(first.out).toBe(
    `${id}: every byte comes out the same, but for seconds\nCode, engine and data are those of the record.\n`,
  );
  expect(first.code).toBe(0);
  const file = join(folder.path, 'runs', 'small', id, 'scalars.json');
  const scalars = JSON.parse(readFileSync(file, 'utf8')) as { trace: { value: number } };
  scalars.trace.value *= 1.25;
  writeFileSync(file, JSON.stringify(scalars));
  const { code, out } = flowlab(folder.path, ['reproduce', join('runs', 'small', id), '--json']);
  expect(code).toBe(1);
  const told = JSON.parse(out) as {
    files: string[];
    deviations: { number: string; relative: number }[];
  };
  expect(told.files).toEqual(['scalars.json']);
  expect(told.deviations).toEqual([{ number: 'trace', relative: expect.closeTo(0.2, 12) }]);
});

test('a run that nobody has is one line', () => {
  const { code, err } = flowlab(folder.path, ['reproduce', 'ffffffff']);
  expect(code).toBe(2);
  expect(err).toBe('no run below runs is called ffffffff; flowlab runs lists them\n');
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digest } from '../../../src/lab/experiment/digest.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { recordRuns } from '../../support/recorded.ts';
import { experimentOf, quickstart } from '../../support/synthetic-runs.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const compare = (...args: string[]) => flowlab(folder.path, ['compare', ...args]);
const runs = quickstart(2);
beforeAll(() => {
  recordRuns(join(folder.path, 'runs'), experimentOf(runs), runs);
  const other = runs.map((one) => ({ ...one, manifest: { ...one.manifest, node: '22.1.0' } }));
  recordRuns(join(folder.path, 'runs'), { ...experimentOf(other), id: 'again' }, other);
});
const [a, b] = [runs[0]!, runs.at(-2)!].map(({ id }) => digest(id));

test('two runs, by the first digits of one and the folder of the other', () => {
  const { code, out } = compare(
    a!.slice(0, 8),
    join('runs', 'quickstart', b!),
    '--measures',
    'trace',
  );
  expect(code).toBe(0);
  expect(out).toMatch(/method\.batch +– +256/);
  expect(out).toMatch(/Numbers[\s\S]*trace/);
  expect(out).not.toContain('lossGap');
});

test('two experiments: the same arms, and what computed them', () => {
  const { code, out } = compare('quickstart', 'again');
  expect(code).toBe(0);
  expect(out).toContain('Spec: no difference');
  expect(out).toMatch(/node +20\.20\.2 +22\.1\.0/);
  const told = JSON.parse(compare('quickstart', 'again', '--json').out) as {
    differences: { same: boolean }[];
    paired: number;
  };
  expect(told.paired).toBeGreaterThan(7);
  expect(told.differences.every(({ same }) => same)).toBe(true);
});

describe('bad input is one line', () => {
  test.each([
    ['an experiment without records', ['quickstart', 'nothing'], ['nothing', 'flowlab run']],
    ['a measure that nobody has', [a!, b!, '--measures', 'trcae'], ['trcae']],
  ])('%s', (_, args, parts) => {
    const { code, out, err } = compare(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    for (const part of parts) expect(err).toContain(part);
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { flowlabVersion } from '../../../src/lab/records/provenance.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const cite = (...args: string[]) => flowlab(folder.path, ['cite', ...args]);
const keysIn = (bibtex: string) => [...bibtex.matchAll(/^@\w+\{(\w+),$/gm)].map(([, key]) => key);

test('flowlab cites itself with its version', () => {
  const { code, out, err } = cite();
  expect({ code, err, keys: keysIn(out) }).toEqual({ code: 0, err: '', keys: ['flowlab'] });
  expect(out).toContain(`note = {Version ${flowlabVersion()}}`);
});

test('without records an experiment is cited by its file, which is said', () => {
  const { code, out, err } = cite('quickstart');
  expect(code).toBe(0);
  expect(keysIn(out)).toEqual(
    expect.arrayContaining(['flowlab', 'lecun1998', 'robbins1951', 'hutchinson1989']),
  );
  expect(err).toBe(
    'no run of quickstart is on record: these are the sources of what its file asks for\n',
  );
});

test('with records it is cited by what ran, with the version that ran it', () => {
  const file = join(folder.path, 'tiny.yaml');
  const text = (method: string) => `
question: Does it train?
data: { name: glyphs, train: 40, test: 40 }
network: { kind: mlp, hidden: [4], activation: tanh }
methods: [{ method: ${method}, rate: 0.05 }]
stop: { steps: 2 }
seeds: 1
measure: { trace: false, sharpness: false, threshold: false }
`;
  writeFileSync(file, text('heavy-ball'));
  expect(flowlab(folder.path, ['run', 'tiny.yaml']).code).toBe(0);
  // What the file says today is not what ran.
  writeFileSync(file, text('nesterov'));
  const { out, err } = cite('tiny');
  expect(keysIn(out)).toEqual(['flowlab', 'smilkov2019', 'polyak1964']);
  expect(out).toMatch(new RegExp(`note = \\{Version ${flowlabVersion()}, commit [0-9a-f]{12}\\}`));
  expect(err).toContain('data glyphs: nothing is cited; drawn by flowlab itself');
  expect(cite('tiny.yaml')).toEqual({ code: 0, out, err });
  expect(keysIn(cite('tiny.yaml', '--runs', 'nowhere').out)).toContain('nesterov1983');
}, 60_000);

test('--out writes a file, and overwrites none unless told', () => {
  const path = join(folder.path, 'refs.bib');
  expect(cite('--out', 'refs.bib').code).toBe(0);
  expect(keysIn(readFileSync(path, 'utf8'))).toEqual(['flowlab']);
  writeFileSync(path, 'mine');
  expect(cite('--out', 'refs.bib')).toMatchObject({
    code: 2,
    err: 'refs.bib exists: choose another file, or overwrite it with --force\n',
  });
  expect(readFileSync(path, 'utf8')).toBe('mine');
  expect(cite('--out', 'refs.bib', '--force').code).toBe(0);
  expect(readFileSync(path, 'utf8')).toContain('@misc{flowlab');
});

test.each([
  [['--format', 'ris'], /^option '--format <format>' argument 'ris' is invalid.*bibtex, text, cff/],
  [['qiuckstart'], /did you mean "quickstart"/],
  [['--out', 'no/such/refs.bib'], /^cannot write to .*no\/such; choose another file\n$/],
])('flowlab cite %j is refused in one line', (args, message) => {
  const { code, out, err } = cite(...args);
  expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({
    ...{ code: 2, out: '', lines: 1 },
  });
  expect(err).toMatch(message);
});

test('a folder whose records are all unfinished is cited by its file', () => {
  mkdirSync(join(folder.path, 'elsewhere'));
  expect(cite('quickstart', '--runs', 'elsewhere').code).toBe(0);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mustBeFree } from '../../src/cli/check/free-folder.ts';
import { complaint, scratchFolder } from '../support/scratch-folder.ts';

const root = scratchFolder();
const gradebooks = ['grades.csv', 'moodle.csv', 'canvas.csv'];

test.each(['grades.csv', 'moodle.csv', 'canvas.csv', 'results/s1-noise.json'])(
  'a folder with %s is not written into',
  async (name) => {
    const folder = join(root, name.replaceAll('/', '-'));
    mkdirSync(join(folder, 'results'), { recursive: true });
    writeFileSync(join(folder, 'notes.txt'), '');
    writeFileSync(join(folder, 'results', 'notes.txt'), '');
    expect(() => mustBeFree(folder, gradebooks)).not.toThrow();
    writeFileSync(join(folder, name), 'mine');
    expect(await complaint(() => mustBeFree(folder, gradebooks))).toBe(
      `${folder} holds ${name} already: choose another folder with --out, or overwrite them with --force`,
    );
  },
);

test('a folder that is not there yet is free', () => {
  expect(() => mustBeFree(join(root, 'none'), gradebooks)).not.toThrow();
});

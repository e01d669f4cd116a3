import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readAnswers } from '../../src/course/submission/answers.ts';
import { takeIn } from '../../src/course/submission/intake.ts';
import { limits } from '../../src/course/submission/members.ts';
import { submissionsAt } from '../../src/course/submission/sources.ts';
import { readSubmission } from '../../src/course/submission/submission.ts';
import { most } from '../../src/lab/spec/limits.ts';
import { ndarray } from '../../src/problems/data/npy.ts';
import { writeNpz } from '../../src/problems/data/npz.ts';
import { assignments } from '../support/course.ts';
import { complaint, scratchFolder } from '../support/scratch-folder.ts';

const root = scratchFolder();
let places = 0;
const text = (of: string) => new TextEncoder().encode(of);
const ANSWERS = text('assignment: noise\nstudent: "7"\ncode: "0"\nanswers: {}\n');

function zipped(files: Zippable): string {
  const file = join(root, `${places++}.zip`);
  writeFileSync(file, zipSync(files));
  return file;
}

/** Names of what is taken in. */
function taken(path: string): readonly string[] {
  const into = join(root, `into-${places++}`);
  mkdirSync(into);
  takeIn(path, into);
  return readdirSync(into, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(into.length + 1))
    .sort();
}

const run = 'runs/step/0123456789abcdef';
const files: Zippable = {
  'answers.yaml': ANSWERS,
  'step.yaml': text('a'),
  'solve.sh': text('rm -rf /'),
  [`${run}/spec.json`]: text('{}'),
  [`${run}/evil.js`]: text('process.exit()'),
  'runs/step/experiment.json': text('{}'),
  'runs/step/.hidden/spec.json': text('{}'),
  'reports/step/index.html': text('<script>'),
};

describe('of a submission', () => {
  const looked = [
    ...['answers.yaml', `${run}/spec.json`, 'runs/step/experiment.json', 'step.yaml'],
  ];

  test('answers, experiment files and records are taken, and nothing else', () => {
    expect(taken(zipped(files))).toEqual(looked);
  });

  test('the same from a folder inside a zip, and from a folder', () => {
    const wrapped = Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [`1-noise/${name}`, bytes]),
    );
    expect(taken(zipped(wrapped))).toEqual(looked);
    const folder = join(root, 'folder');
    mkdirSync(join(folder, run), { recursive: true });
    for (const name of looked) writeFileSync(join(folder, name), ANSWERS);
    expect(taken(folder)).toEqual(looked);
  });

  test('a link is left out, whatever it leads to', () => {
    const folder = join(root, 'linked');
    mkdirSync(folder);
    writeFileSync(join(folder, 'answers.yaml'), ANSWERS);
    symlinkSync('/etc', join(folder, 'runs'));
    symlinkSync('/etc/passwd', join(folder, 'step.yaml'));
    expect(taken(folder)).toEqual(['answers.yaml']);
  });

  test.each(['../evil.yaml', 'runs/../../evil', '/etc/passwd', 'a\\b', 'C:/x'])(
    'a name %j leads out, and all of it is refused',
    async (name) => {
      const why = await complaint(() => taken(zipped({ ...files, [name]: text('a') })));
      expect(why).toContain('which leads out of its folder: zip the folder');
      expect(existsSync(join(root, '..', 'evil.yaml'))).toBe(false);
    },
  );

  test('what is no zip, has no answers or is too large is one line', async () => {
    const junk = join(root, 'junk.zip');
    writeFileSync(junk, 'junk');
    expect(await complaint(() => taken(junk))).toContain(
      'cannot be unpacked (it is no zip archive',
    );
    expect(await complaint(() => taken(zipped({ 'a.txt': text('a') })))).toContain(
      'has no answers.yaml',
    );
    const big = new Uint8Array(limits.fileBytes + 1);
    expect(await complaint(() => taken(zipped({ ...files, 'law.yaml': big })))).toContain(
      'is larger than is read (law.yaml has',
    );
  });

  test.each(['answers.yaml', 'claim.yaml'])(
    '%s may have what an experiment file may have, since it is parsed as a whole',
    async (name) => {
      const long = (bytes: number) => new Uint8Array(bytes).fill(35);
      expect(taken(zipped({ ...files, [name]: long(most.fileBytes) }))).toContain(name);
      const why = await complaint(() =>
        taken(zipped({ ...files, [name]: long(most.fileBytes + 1) })),
      );
      expect(why).toContain(`is larger than is read (${name} has 1000001 bytes)`);
    },
  );

  /** Arrays that say they unpack to so many bytes: the size in the directory of the one member. */
  function arraysOf(bytes: number): Uint8Array {
    const npz = writeNpz({ p0: ndarray(Float32Array.of(1)) });
    const at = npz.length - 22 - (46 + 'p0.npy'.length) + 24;
    new DataView(npz.buffer, npz.byteOffset).setUint32(at, bytes, true);
    return npz;
  }

  test('arrays that unpack to more than is read are refused before they are unpacked', async () => {
    const weights = { [`${run}/weights.npz`]: arraysOf(0x7fffffff) };
    const why = await complaint(() => taken(zipped({ ...files, ...weights })));
    expect(why).toContain('unpack to more than is read');
  });

  test('arrays of many runs are counted together, unpacked', async () => {
    const runs = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `runs/step/${`${i}`.padStart(16, '0')}/weights.npz`,
          arraysOf(limits.allBytes / 4),
        ]),
      );
    expect(taken(zipped({ ...files, ...runs(3) })).length).toBe(looked.length + 3);
    const why = await complaint(() => taken(zipped({ ...files, ...runs(5) })));
    expect(why).toContain('has arrays that unpack to more than is read');
  });

  test('a file that a zip has twice is refused, since the two may have two sizes', async () => {
    const bytes = zipSync({ ...files, 'step.yamX': new Uint8Array(limits.fileBytes + 1) });
    const twice = Buffer.from(bytes);
    for (let at = twice.indexOf('step.yamX'); at >= 0; at = twice.indexOf('step.yamX'))
      twice.write('step.yaml', at);
    const file = join(root, 'twice.zip');
    writeFileSync(file, twice);
    expect(await complaint(() => taken(file))).toContain('has two files step.yaml: zip the folder');
  });

  test('nothing is thrown where it cannot be read', () => {
    const odd = zipped({ 'answers.yaml': text('assignment: [') });
    expect(readSubmission(odd, join(root, 'odd'), assignments)).toEqual({
      name: odd.split('/').at(-1)!.replace('.zip', ''),
      problem: expect.stringContaining('answers.yaml:1:'),
    });
    const bare = readSubmission(zipped(files), join(root, 'bare'), assignments);
    expect('records' in bare && bare.records.map(({ wrong }) => wrong)).toEqual([
      [expect.stringMatching(/^runs\/step\/experiment.json/)],
      ['there are no records in runs/law'],
    ]);
  });
});

describe('answers.yaml', () => {
  const read = (of: string) => () => readAnswers(of, 'answers.yaml');

  test('may have a student’s number without quotes', () => {
    expect(readAnswers('assignment: noise\nstudent: 4711\ncode: 12\nanswers: {}', 'a')).toEqual({
      ...{ assignment: 'noise', student: '4711', code: '12', answers: {} },
    });
  });

  test('has a code that can be printed, whatever it is', () => {
    const code = `\\e[2J\\u009b2J\\u202ea${'b'.repeat(50_000)}`;
    const found = readAnswers(`assignment: noise\nstudent: 1\ncode: "${code}"\nanswers: {}`, 'a');
    expect(found.code).toMatch(/^ \[2J 2J ab{10,40}$/);
  });

  test.each([
    ['assignment: golf\nstudent: 1\ncode: a\nanswers: {}', 'assignment: '],
    ['assignment: noise\nstudent: "=1"\ncode: a\nanswers: {}', 'is no student’s number'],
    ['[]', 'the file: '],
    ['a: &a [*a]', 'alias'],
    ['x'.repeat(70_000), 'give answers, not a book'],
  ])('%j is one line', async (of, why) => {
    expect(await complaint(read(of))).toContain(why.replace('’', "'"));
  });
});

test('a folder of submissions is all of them, as Moodle packs them', async () => {
  const folder = join(root, 'class');
  mkdirSync(join(folder, 'Ada_1_assignsubmission_file'), { recursive: true });
  mkdirSync(join(folder, 'grace'));
  writeFileSync(join(folder, 'grace', 'answers.yaml'), ANSWERS);
  writeFileSync(join(folder, 'Ada_1_assignsubmission_file', 'noise.zip'), '');
  writeFileSync(join(folder, 'notes.txt'), '');
  expect(submissionsAt(folder).map((path) => path.slice(folder.length + 1))).toEqual([
    ...['Ada_1_assignsubmission_file/noise.zip', 'grace'],
  ]);
  expect(await complaint(() => submissionsAt(join(root, 'nowhere')))).toContain('is nothing: give');
});

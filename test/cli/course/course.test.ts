import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../../../src/course/kit/student.ts';
import { autograderZip } from '../../../src/course/results/autograder.ts';
import { flowlab, main, temporaryFolder } from '../../support/command-line.ts';
import { courseFolder, SECRET } from '../../support/course.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const cwd = folder.path;
const at = (...names: readonly string[]) => join(cwd, ...names);
const code = codeOf(SECRET, 's1');

/** A teacher's folder, as `course init --teacher` makes it but for what is computed. */
beforeAll(() => {
  cpSync(courseFolder, at('teacher'), { recursive: true });
  writeFileSync(at('teacher', 'secret.txt'), SECRET);
});

describe('course init', () => {
  test('writes four assignments of a student’s own, and overwrites nothing', () => {
    const args = ['course', 'init', 'mine', '--student', 's1', '--code', code];
    expect(flowlab(cwd, args)).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(at('mine')).sort()).toEqual([
      ...['.gitignore', '1-descent', '2-noise', '3-flatness', '4-claim', 'README.md'],
    ]);
    expect(readdirSync(at('mine', '3-flatness')).sort()).toEqual([
      ...['answers.yaml', 'flatness.yaml', 'handout.html', 'handout.md'],
    ]);
    expect(readFileSync(at('mine', '3-flatness', 'answers.yaml'), 'utf8')).toContain(code);
    writeFileSync(at('mine', '3-flatness', 'answers.yaml'), 'mine');
    expect(flowlab(cwd, args).out).toContain('Left as it is: mine/3-flatness/answers.yaml');
    expect(readFileSync(at('mine', '3-flatness', 'answers.yaml'), 'utf8')).toBe('mine');
  });

  test('without a code gives a variant to practise on', () => {
    expect(flowlab(cwd, ['course', 'init', 'practice']).out).toContain('to practise on');
  });

  test('a starter cannot be run before its blanks are filled in', () => {
    const { code: exit, err } = flowlab(at('practice', '1-descent'), ['run', 'order.yaml']);
    expect(exit).toBe(2);
    expect(err).toMatch(/^order\.yaml:\d+:\d+: .*___/);
  });

  test.each([
    [['--student', 's1'], '--student and --code go together'],
    [['--student', '=1', '--code', code], '"=1" is no student'],
    [['--student', 's1', '--code', 'x'], '"x" is no code'],
    [['--roster', 'a.csv'], '--roster is for teachers'],
    [['--teacher', '--student', 's1'], '--student and --code are for students'],
    [['--teacher', '--roster', 'gone.csv'], '--roster gone.csv cannot be read'],
  ])('%j is one line', (flags, why) => {
    const { code: exit, err } = flowlab(cwd, ['course', 'init', 'refused', ...flags]);
    expect(exit).toBe(2);
    expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining(why)]);
  });

  test('a teacher’s folder in the clone, whose files are packed, is one line, and nothing is written', () => {
    const clone = join(courseFolder, '..');
    for (const folder of [courseFolder, join(clone, 'mine'), clone]) {
      const { code: exit, err } = flowlab(cwd, ['course', 'init', folder, '--teacher']);
      expect(exit).toBe(2);
      expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining('is in the clone')]);
    }
    expect(existsSync(join(courseFolder, 'secret.txt'))).toBe(false);
    expect(existsSync(join(clone, 'mine'))).toBe(false);
  });
});

describe('check', () => {
  const check = (...args: readonly string[]) =>
    flowlab(cwd, ['check', ...args, '--course', 'teacher']);

  test('gives untouched starters nothing, one folder after the other, with gradebooks', () => {
    flowlab(cwd, ['course', 'init', 'empty', '--student', 's1', '--code', code]);
    const { code: exit, out } = check('empty', '--out', 'grades');
    expect(exit).toBe(0);
    expect(out.split('\n').filter((row) => row.startsWith('s1:'))).toEqual([
      's1: Descent and flow, 0 of 20',
      's1: The noise of mini-batches, 0 of 20',
      's1: Sharp and flat minima, 0 of 20',
      's1: A claim of your own, 0 of 20',
    ]);
    expect(readdirSync(at('grades')).sort()).toEqual([
      ...['canvas.csv', 'grades.csv', 'moodle.csv', 'results'],
    ]);
    expect(readdirSync(at('grades', 'results')).length).toBe(4);
    expect(check('empty', '--out', 'grades').err).toContain('overwrite them with --force');
    expect(check('empty', '--out', 'grades', '--force').code).toBe(0);
  });

  test('what is junk among submissions is graded as junk, and the others are checked', () => {
    mkdirSync(at('class'));
    writeFileSync(at('class', 'junk.zip'), 'junk');
    cpSync(at('empty', '2-noise'), at('class', 's1'), { recursive: true });
    const { code: exit, out } = check('class', '--out', 'class-grades');
    expect(exit).toBe(0);
    expect(out).toContain('junk: junk, 0 of 0');
    expect(out).toContain('s1: The noise of mini-batches, 0 of 20');
  });

  test.each([
    [['nowhere'], 'nowhere is nothing: give a submission'],
    [['practice/1-descent/order.yaml'], 'junk'],
    [['empty', '--metadata', 'gone.json'], '--metadata gone.json is no submission_metadata.json'],
  ])('%j is one line, or one grade', (args, why) => {
    const { code: exit, err, out } = check(...args, '--out', 'none');
    expect([exit, `${err}${out}`]).toEqual(
      why === 'junk'
        ? [0, expect.stringContaining('cannot be unpacked')]
        : [2, expect.stringContaining(why)],
    );
  });

  test('without a teacher’s folder says what to give', () => {
    const { code: exit, err } = flowlab(cwd, ['check', 'empty', '--course', 'empty']);
    expect(exit).toBe(2);
    expect(err).toMatch(
      /^empty\/secret\.txt holds no secret .*: give with --course the folder .*\n$/,
    );
  });

  test('writes one results.json, and overwrites none', () => {
    const one = ['empty/2-noise', '--results', 'one.json'];
    expect(check(...one).code).toBe(0);
    expect(JSON.parse(readFileSync(at('one.json'), 'utf8')).tests.length).toBe(9);
    expect(check(...one)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^one\.json exists/),
    });
    expect(check('empty', '--results', 'two.json').out).toContain('4 submissions in one');
  });

  test('refuses metadata of a class, and a folder without submissions', () => {
    writeFileSync(at('metadata.json'), '{"users": [{"sid": "s1"}]}');
    expect(check('empty', '--out', 'none-2', '--metadata', 'metadata.json').err).toMatch(
      /^--metadata goes with --results/,
    );
    mkdirSync(at('nothing'));
    expect(check('nothing', '--out', 'none-2').err).toMatch(/^nothing holds no submissions: zips/);
  });
});

describe('the autograder, as Gradescope’s harness runs it', () => {
  const root = at('autograder');
  const source = join(root, 'source');

  /** Lays out /autograder: the zip unpacked, a submission, and metadata; then runs run_autograder. */
  function harness(sid: string, submission: (folder: string) => void) {
    mkdirSync(join(root, 'submission'), { recursive: true });
    const names = [
      'secret.txt',
      ...readdirSync(courseFolder, { recursive: true, encoding: 'utf8' }),
    ];
    const course = new Map(
      names
        .map((name) => [name, at('teacher', name)] as const)
        .filter(([, path]) => statSync(path).isFile())
        .map(([name, path]) => [name, readFileSync(path)] as const),
    );
    const zip = autograderZip({ assignment: 'noise', version: '1.0.0', course });
    for (const [name, bytes] of Object.entries(unzipSync(zip))) {
      mkdirSync(join(source, name, '..'), { recursive: true });
      writeFileSync(join(source, name), bytes);
    }
    expect(strFromU8(unzipSync(zip)['setup.sh']!)).toMatch(/^#!/);
    expect(spawnSync('bash', ['-n', join(source, 'setup.sh')]).status).toBe(0);
    writeFileSync(
      join(root, 'submission_metadata.json'),
      JSON.stringify({ id: 1, users: [{ email: 'a@b.c', sid }], previous_submissions: [] }),
    );
    submission(join(root, 'submission'));
    const command = join(root, 'flowlab-command');
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
    chmodSync(command, 0o755);
    const done = spawnSync('bash', [join(source, 'run_autograder')], {
      encoding: 'utf8',
      env: { ...process.env, AUTOGRADER_ROOT: root, FLOWLAB: command },
    });
    expect([done.status, done.stderr]).toEqual([0, expect.any(String)]);
    return JSON.parse(readFileSync(join(root, 'results', 'results.json'), 'utf8'));
  }

  test('writes results.json of the folder that was handed in', () => {
    const results = harness('s1', (into) =>
      cpSync(at('empty', '2-noise'), into, { recursive: true }),
    );
    expect(results).toMatchObject({ score: 0, visibility: 'visible' });
    expect(results.tests.length).toBe(9);
    expect(results.tests[2]).toMatchObject({ output: 'The answer is blank.', max_score: 3 });
  });

  test('says so where somebody else handed it in', () => {
    const results = harness('s9', (into) =>
      cpSync(at('empty', '2-noise'), into, { recursive: true }),
    );
    expect(results.tests[0].output).toContain(
      'answers.yaml is of student s1, and s9 handed it in.',
    );
  });

  test('says so where nothing, or another assignment, was handed in', () => {
    const emptied = (into: string) => {
      for (const name of readdirSync(into)) writeFileSync(join(into, name), '');
      writeFileSync(
        join(into, 'answers.yaml'),
        'assignment: descent\nstudent: s1\ncode: a\nanswers: {}\n',
      );
    };
    expect(harness('s1', emptied).tests[0]).toMatchObject({
      output: 'This is the assignment descent, and noise was asked for.',
      max_score: 20,
    });
  });

  test('takes a zip within what was handed in', () => {
    const zipped = (into: string) => {
      for (const name of readdirSync(into)) writeFileSync(join(into, name), '');
      writeFileSync(
        join(into, 'answers.yaml'),
        readFileSync(at('empty', '2-noise', 'answers.yaml')),
      );
      writeFileSync(join(into, 'x.zip'), zipSync({ a: Uint8Array.of(1) }));
    };
    expect(harness('s1', zipped).tests.length).toBe(9);
  });
});

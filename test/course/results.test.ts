import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type Grade, unreadableGrade } from '../../src/course/grading/grade.ts';
import { autograderZip } from '../../src/course/results/autograder.ts';
import { gradebooks } from '../../src/course/results/gradebook.ts';
import { gradescopeOf } from '../../src/course/results/gradescope.ts';
import { assignments } from '../support/course.ts';

const grade = (student: string, score: number, name = `${student}.zip`): Grade => ({
  ...{ name, student, assignment: 'noise', title: 'The noise of mini-batches' },
  parts: [
    { id: 'a', title: 'First', points: 4, score, says: '"1", it is not' },
    { id: 'b', title: 'Second', points: 2, score: 2, says: 'Yes.' },
  ],
  ...{ score: score + 2, points: 6, notes: [] },
});

describe('results.json', () => {
  test('has a test for each part, with score, sentence and visibility', () => {
    expect(gradescopeOf(grade('s1', 1.5))).toEqual({
      score: 3.5,
      output: 'The noise of mini-batches: 3.5 of 6 points.',
      visibility: 'visible',
      stdout_visibility: 'hidden',
      tests: [
        {
          ...{ score: 1.5, max_score: 4, status: 'failed', name: 'First', number: '1' },
          ...{ output: '"1", it is not', tags: ['a'], visibility: 'visible' },
        },
        {
          ...{ score: 2, max_score: 2, status: 'passed', name: 'Second', number: '2' },
          ...{ output: 'Yes.', tags: ['b'], visibility: 'visible' },
        },
      ],
    });
  });

  test('keeps notes for the teacher', () => {
    const { tests } = gradescopeOf({ ...grade('s1', 4), notes: ['Odd.'] }) as {
      tests: readonly object[];
    };
    expect(tests.at(-1)).toMatchObject({ output: 'Odd.', visibility: 'hidden', max_score: 0 });
  });

  test('of what cannot be read says why, for no points', () => {
    const meant = assignments[1]!;
    expect(
      gradescopeOf(unreadableGrade({ name: 'x', problem: 'it is junk' }, meant)),
    ).toMatchObject({
      score: 0,
      tests: [{ score: 0, max_score: 20, output: 'It is junk.' }],
    });
  });
});

describe('gradebooks', () => {
  const all = [grade('s2', 1), grade('s1', 4), grade('s2', 3, '=cmd.zip'), grade('s2', 2)];
  const books = gradebooks(assignments, [...all, unreadableGrade({ name: 'x', problem: 'junk' })]);

  test('count the best of several submissions', () => {
    expect(
      books['grades.csv']!.split('\n').map((row) => row.split(',').slice(0, 6).join()),
    ).toEqual([
      'submission,student,assignment,score,points,counts',
      's2.zip,s2,noise,3,6,false',
      's1.zip,s1,noise,6,6,true',
      "'=cmd.zip,s2,noise,5,6,true",
      's2.zip,s2,noise,4,6,false',
      'x,,,0,0,false',
      '',
    ]);
  });

  test('are what Moodle imports: ID number, grade and feedback', () => {
    expect(books['moodle.csv']).toBe(
      'ID number,The noise of mini-batches,The noise of mini-batches (feedback)\n' +
        's1,6,\n' +
        's2,5,"First (3/4): ""1"", it is not"\n',
    );
  });

  test('are what Canvas imports: its five columns, and the points that are possible', () => {
    expect(books['canvas.csv']).toBe(
      'Student,ID,SIS User ID,SIS Login ID,Section,The noise of mini-batches\n' +
        '    Points Possible,,,,,20\n' +
        's1,,s1,,,6\n' +
        's2,,s2,,,5\n',
    );
  });
});

describe('an autograder', () => {
  const course = new Map([['secret.txt', new TextEncoder().encode('s')]]);
  const parts = { assignment: 'noise', version: '1.2.3', course } as const;
  const textOf = (zip: Uint8Array, name: string) => new TextDecoder().decode(unzipSync(zip)[name]);

  test('has setup.sh, run_autograder, and the course', () => {
    const zip = autograderZip(parts);
    expect(Object.keys(unzipSync(zip)).sort()).toEqual([
      ...['course/secret.txt', 'run_autograder', 'setup.sh'],
    ]);
    expect(textOf(zip, 'setup.sh')).toContain('flowlab@1.2.3');
    expect(textOf(zip, 'run_autograder')).toContain('--assignment noise');
  });

  test('takes the packed package where it is given', () => {
    const zip = autograderZip({ ...parts, tarball: Uint8Array.of(1) });
    expect(unzipSync(zip)['flowlab.tgz']).toEqual(Uint8Array.of(1));
    expect(textOf(zip, 'setup.sh')).toContain('source/flowlab.tgz');
  });
});

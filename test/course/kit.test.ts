import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/error.ts';
import { demandsOf } from '../../src/course/grading/demand.ts';
import { assignmentFiles, studentFiles } from '../../src/course/handout/student-files.ts';
import { folderOf, pointsOf } from '../../src/course/kit/assignment.ts';
import { readRubrics } from '../../src/course/kit/kit.ts';
import { codeOf, isStudent, lotOf, PRACTICE } from '../../src/course/kit/student.ts';
import { filledIn, handedOut, isBlank, worded } from '../../src/course/kit/template.ts';
import { variantOf } from '../../src/course/kit/variant.ts';
import { expectedOf } from '../../src/lab/costs/expected.ts';
import { parseExperiment } from '../../src/lab/experiment/read.ts';
import { assignmentOf, assignments, rubrics, SECRET } from '../support/course.ts';
import { complaint, scratchFolder } from '../support/scratch-folder.ts';

const students = Array.from({ length: 100 }, (_, i) => `s${i}`);

describe('a code', () => {
  test('is the same for the same student and secret, and another otherwise', () => {
    expect(codeOf(SECRET, 's1')).toBe(codeOf(SECRET, 's1'));
    expect(codeOf(SECRET, 's1')).toMatch(/^[0-9a-f]{16}$/);
    const codes = [...students.map((one) => codeOf(SECRET, one)), codeOf(`${SECRET}!`, 's1')];
    expect(new Set(codes).size).toBe(101);
  });

  test('is not the lot by which runs are chosen', () => {
    expect(lotOf(SECRET, 's1')).not.toBe(Number.parseInt(codeOf(SECRET, 's1').slice(0, 8), 16));
  });

  test.each(['', '-x', '=1+1', 'a b', '../x', 'x'.repeat(41)])('is none of %j', (text) => {
    expect(isStudent(text)).toBe(false);
  });
});

describe.each(assignments)('$id', (assignment) => {
  const variants = students.map((one) => variantOf(assignment, codeOf(SECRET, one)));

  test('has data and start of its own for each of a hundred students', () => {
    expect(new Set(variants.map(({ dataSeed }) => dataSeed)).size).toBe(100);
    expect(new Set(variants.map(({ unit }) => Math.fround(unit as number))).size).toBe(100);
  });

  test('draws every entry of every list', () => {
    for (const [name, list] of Object.entries(assignment.variants))
      expect(new Set(variants.map((one) => one[name])).size).toBe(list.length);
  });

  test('demands runs that an experiment file can ask for, whatever the variant, and each is short', () => {
    const rubric = rubrics[assignment.id];
    for (const one of students.slice(0, 12))
      for (const { specs = [] } of demandsOf(assignment, rubric, codeOf(SECRET, one)).values())
        for (const spec of specs) expect(expectedOf([], 1)(spec).seconds).toBeLessThan(20);
  });

  test('has a check for each part, twenty points, and slips that cost some of them', () => {
    const { checks } = rubrics[assignment.id];
    expect(Object.keys(checks).sort()).toEqual(assignment.parts.map(({ id }) => id).sort());
    expect(pointsOf(assignment)).toBe(20);
    for (const { id, points } of assignment.parts) {
      const check = checks[id]!;
      if (check.kind === 'number')
        for (const slip of check.slips) expect(slip.points).toBeLessThan(points);
    }
  });

  test('asks in numbers, words and sentences what is checked as such', () => {
    for (const { id, answer } of assignment.parts) {
      const { kind } = rubrics[assignment.id].checks[id]!;
      expect([kind, answer]).toContainEqual(answer === undefined ? undefined : kind);
    }
  });

  test('is handed out with blanks that a file cannot be run with, and without a placeholder', () => {
    const files = assignmentFiles(assignment, PRACTICE);
    for (const text of files.values()) expect(text).not.toContain('{{');
    for (const name of assignment.experiments) {
      const text = files.get(`${name}.yaml`)!;
      expect(text).toContain('___');
      expect(() => parseExperiment(text, name, name)).toThrow(InputError);
    }
    expect(files.get('handout.html')).toContain('<table>');
    expect(files.get('answers.yaml')).toContain(': ___');
  });

  test('gives away no statement by which it is checked', () => {
    const all = [...studentFiles(assignments, PRACTICE)]
      .filter(([name]) => name.startsWith(folderOf(assignment)))
      .map(([, text]) => text)
      .join('\n');
    for (const { hint } of Object.values(rubrics[assignment.id].checks).flatMap((check) =>
      'hint' in check ? [check] : [],
    ))
      expect(all).not.toContain(hint);
  });
});

describe('a template', () => {
  const values = { list: [1, 2.5], word: 'loss' };

  test('is filled in as YAML, handed out with blanks, and worded for people', () => {
    const text = 'a: {{list}}\nb: {{?list.1}}\nc: {{?word}}';
    expect(filledIn(text, values)).toBe('a: [1, 2.5]\nb: 2.5\nc: loss');
    expect(handedOut(text, values)).toBe('a: [1, 2.5]\nb: ___\nc: ___');
    expect(worded('{{list}} and {{word}}', values)).toBe('1, 2.5 and loss');
  });

  test('names what its variant lacks', async () => {
    expect(await complaint(() => filledIn('{{gone.2}}', values))).toContain('{{gone.2}}');
  });

  test.each([undefined, null, '', '___', ' __ '])('%j is a blank', (value) => {
    expect(isBlank(value)).toBe(true);
  });

  test.each([0, 'a', '_a', false])('%j is none', (value) => {
    expect(isBlank(value)).toBe(false);
  });
});

test('a package without the teacher’s folder says what to do', async () => {
  expect(await complaint(() => readRubrics(scratchFolder()))).toMatch(
    /has no folder teacher: .* run flowlab course init --teacher in a clone of flowlab$/,
  );
});

test('the seed of the data is not that of another assignment', () => {
  const code = codeOf(SECRET, 's1');
  const seeds = assignments.map(({ id }) => variantOf(assignmentOf(id), code).dataSeed);
  expect(new Set(seeds).size).toBe(4);
});

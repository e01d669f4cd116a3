import { csvOf } from '../../core/csv.ts';
import type { Grade } from '../grading/grade.ts';
import { isLost } from '../grading/part-grade.ts';
import { type Assignment, pointsOf } from '../kit/assignment.ts';

/** The grades of a class as files for gradebooks, by name. */
export function gradebooks(
  assignments: readonly Assignment[],
  grades: readonly Grade[],
): Readonly<Record<string, string>> {
  const best = bestOf(grades);
  const students = [...new Set(grades.flatMap(({ student }) => student ?? []))].sort();
  const asked = assignments.filter(({ id }) => grades.some((one) => one.assignment === id));
  return {
    'grades.csv': allText(grades, best),
    'moodle.csv': moodleText(asked, students, best),
    'canvas.csv': canvasText(asked, students, best),
  };
}

type Best = ReadonlyMap<string, Grade>;
const keyOf = (student: string, assignment: string) => `${student} ${assignment}`;

/** Of several submissions of a student to an assignment the best counts, the first of those that are as good. */
function bestOf(grades: readonly Grade[]): Best {
  const best = new Map<string, Grade>();
  for (const grade of grades) {
    if (grade.student === undefined || grade.assignment === undefined) continue;
    const key = keyOf(grade.student, grade.assignment);
    const before = best.get(key);
    if (before === undefined || grade.score > before.score) best.set(key, grade);
  }
  return best;
}

/** Every submission in a row, with those that do not count. */
const allText = (grades: readonly Grade[], best: Best): string =>
  csvOf(
    ['submission', 'student', 'assignment', 'score', 'points', 'counts', 'lost', 'notes'],
    grades.map((grade) => {
      const { name, student, assignment, score, points, notes } = grade;
      const counts =
        student !== undefined &&
        assignment !== undefined &&
        best.get(keyOf(student, assignment)) === grade;
      return [
        ...[plain(name), student, assignment, score, points],
        ...[counts, lostText(grade), notes.join(' ')],
      ];
    }),
  );

/** For Moodle: Grades, Import, CSV file; the student's number is the ID number. */
const moodleText = (asked: readonly Assignment[], students: readonly string[], best: Best) =>
  csvOf(
    ['ID number', ...asked.flatMap(({ title }) => [title, `${title} (feedback)`])],
    students.map((student) => [
      student,
      ...asked.flatMap(({ id }) => {
        const grade = best.get(keyOf(student, id));
        return grade === undefined ? ['', ''] : [grade.score, lostText(grade)];
      }),
    ]),
  );

/** For Canvas: Grades, Import; the student's number is the SIS user id, and the second row has the points that are possible. */
const canvasText = (asked: readonly Assignment[], students: readonly string[], best: Best) =>
  csvOf(
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...asked.map(({ title }) => title)],
    [
      ['    Points Possible', '', '', '', '', ...asked.map(pointsOf)],
      ...students.map((student) => [
        ...[student, '', student, '', ''],
        ...asked.map(({ id }) => best.get(keyOf(student, id))?.score),
      ]),
    ],
  );

const lostText = ({ parts }: Grade): string =>
  parts
    .filter(isLost)
    .map(({ title, score, points, says }) => plain(`${title} (${score}/${points}): ${says}`))
    .join(' ');

/** A text that no spreadsheet takes for a formula. */
const plain = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

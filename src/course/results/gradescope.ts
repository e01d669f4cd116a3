import type { Grade } from '../grading/grade.ts';
import { isLost } from '../grading/part-grade.ts';

/**
 * results.json as Gradescope's harness reads it: a test for each part, and the sum as the score.
 *
 * Source: gradescope-autograders.readthedocs.io, "Autograder Specifications", Output Format.
 */
export const gradescopeOf = (grade: Grade): object => ({
  score: grade.score,
  output: `${grade.title}: ${grade.score} of ${grade.points} points.`,
  visibility: 'visible',
  stdout_visibility: 'hidden',
  tests: [
    ...grade.parts.map((part, i) => ({
      ...{ score: part.score, max_score: part.points, status: isLost(part) ? 'failed' : 'passed' },
      ...{ name: part.title, number: String(i + 1), output: part.says, tags: [part.id] },
      visibility: 'visible',
    })),
    // A test without points is for the teacher alone.
    ...(grade.notes.length === 0
      ? []
      : [
          {
            ...{ score: 0, max_score: 0, name: 'For the teacher', number: 'T' },
            ...{ output: grade.notes.join('\n'), visibility: 'hidden' },
          },
        ]),
  ],
});

import { isAbsolute, relative, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { studentFiles } from '../../course/handout/student-files.ts';
import { readAssignments } from '../../course/kit/kit.ts';
import { isCode, isStudent, PRACTICE } from '../../course/kit/student.ts';
import { nearby } from '../shared/nearby.ts';
import { say } from '../shared/output.ts';
import type { CourseFlags } from './course-flags.ts';
import { bundledCourse, clone } from './places.ts';
import { putFiles } from './put-files.ts';

/**
 * Starts the folder of a course, a student's or a teacher's; a file that is there already is left as it is.
 *
 * @throws InputError where flags do not go together, and where the folder cannot be written
 */
export async function initCourse(folder: string, flags: CourseFlags): Promise<void> {
  if (flags.teacher) {
    if (flags.student !== undefined || flags.code !== undefined)
      throw new InputError(
        '--student and --code are for students: leave them out beside --teacher, and name students in --roster',
      );
    if (within(resolve(folder), clone))
      throw new InputError(
        `${folder} is in the clone of flowlab, whose files go into its package: give a folder outside for the secret, the codes and the solutions`,
      );
    const { initTeacher } = await import('./teacher.ts');
    return initTeacher(folder, flags);
  }
  for (const name of ['roster', 'package', 'engine'] as const)
    if (flags[name] !== undefined)
      throw new InputError(`--${name} is for teachers: add --teacher, or leave it out`);
  const holder = holderOf(flags);
  const assignments = readAssignments(bundledCourse);
  putFiles(folder, studentFiles(assignments, holder));
  if (holder.code === PRACTICE.code)
    say(
      '\nThis variant is to practise on. Your own: --student <number> --code <code from your teacher>',
    );
  say(`\nNext: read ${nearby(folder)}/1-descent/handout.md`);
}

/** Whether a path is a folder or leads below it. */
function within(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && !way.startsWith('..');
}

function holderOf({ student, code }: CourseFlags): {
  readonly student: string;
  readonly code: string;
} {
  if (student === undefined && code === undefined) return PRACTICE;
  if (student === undefined || code === undefined)
    throw new InputError('--student and --code go together: your teacher gives you both');
  if (!isStudent(student))
    throw new InputError(
      `--student ${JSON.stringify(student)} is no student's number: letters, digits, ".", "_" and "-", at most 40`,
    );
  if (!isCode(code))
    throw new InputError(`--code ${JSON.stringify(code)} is no code: 16 digits 0 to 9 and a to f`);
  return { student, code };
}

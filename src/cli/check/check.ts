import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onDisk } from '../../core/disk-error.ts';
import { InputError } from '../../core/error.ts';
import { type Grade, unreadableGrade } from '../../course/grading/grade.ts';
import { isLost } from '../../course/grading/part-grade.ts';
import type { AssignmentId } from '../../course/kit/assignment-ids.ts';
import { readAssignments, readRubrics } from '../../course/kit/kit.ts';
import { gradebooks } from '../../course/results/gradebook.ts';
import { gradescopeOf } from '../../course/results/gradescope.ts';
import { submissionsAt } from '../../course/submission/sources.ts';
import { nearby } from '../shared/nearby.ts';
import { bold, note, say } from '../shared/output.ts';
import { mustBeFree, RESULTS } from './free-folder.ts';
import { gradeClass } from './grade-class.ts';
import { studentOf } from './metadata.ts';
import { secretOf } from './secret.ts';
import { temporary } from './temporary.ts';

export interface CheckFlags {
  readonly course: string;
  readonly out: string;
  readonly results?: string | undefined;
  readonly metadata?: string | undefined;
  readonly assignment?: AssignmentId | undefined;
  readonly rerun: boolean;
  readonly jobs?: number | undefined;
  readonly engine?: string | undefined;
  readonly force?: true | undefined;
}

/** Checks submissions and writes what they came to; returns the exit code. */
export async function check(paths: readonly string[], flags: CheckFlags): Promise<number> {
  // Before what the folder of a student has too.
  const secret = secretOf(flags.course);
  const assignments = readAssignments(flags.course);
  const kit = {
    ...{ assignments, rubrics: readRubrics(flags.course), secret },
    mustBe: flags.metadata === undefined ? undefined : studentOf(flags.metadata),
  };
  if (flags.results === undefined && flags.metadata !== undefined)
    throw new InputError('--metadata goes with --results: it is of one submission');
  if (flags.results === undefined) {
    if (flags.force !== true) mustBeFree(flags.out, Object.keys(gradebooks(assignments, [])));
  } else if (existsSync(flags.results) && flags.force !== true)
    throw new InputError(
      `${flags.results} exists: choose another file, or overwrite it with --force`,
    );
  const sources = [...new Set(paths.flatMap(submissionsAt))];
  if (flags.results !== undefined) return one(sources, kit, flags, flags.results);
  if (sources.length === 0)
    throw new InputError(
      `${paths.join(', ')} holds no submissions: zips, or folders with answers.yaml`,
    );
  const grades = await temporary('flowlab-check-', (scratch) =>
    gradeClass(sources, kit, { ...flags, scratch }),
  );
  for (const grade of grades) tell(grade);
  write(flags.out, gradebooks(assignments, grades));
  write(join(flags.out, RESULTS), resultFiles(grades));
  note(
    `Written: ${nearby(flags.out)} (grades.csv, moodle.csv, canvas.csv, and results of each submission)`,
  );
  return 0;
}

type Kit = Parameters<typeof gradeClass>[1];

/** Of what a harness hands over there is always a result, so that a student learns what was wrong. */
async function one(
  sources: readonly string[],
  kit: Kit,
  flags: CheckFlags,
  file: string,
): Promise<number> {
  const meant = kit.assignments.find(({ id }) => id === flags.assignment);
  const nothing = (problem: string) => [unreadableGrade({ name: 'submission', problem }, meant)];
  const [grade] =
    sources.length === 0
      ? nothing('there is no answers.yaml: hand in the folder of the assignment as one zip')
      : sources.length > 1
        ? nothing(
            `there are ${sources.length} submissions in one: hand in one assignment at a time`,
          )
        : await temporary('flowlab-check-', (scratch) =>
            gradeClass(sources, kit, { ...flags, scratch }),
          );
  tell(grade!);
  mkdirSync(dirname(file), { recursive: true });
  onDisk(file, () => writeFileSync(file, json(gradescopeOf(grade!))));
  note(`Written: ${nearby(file)}`);
  return 0;
}

function tell({ name, student, title, score, points, parts, notes }: Grade): void {
  say(`${bold(student ?? name)}: ${title}, ${score} of ${points}`);
  for (const part of parts)
    if (isLost(part)) say(`  ${part.title}, ${part.score} of ${part.points}: ${part.says}`);
  for (const text of notes) say(`  For the teacher: ${text}`);
}

/** A file for each submission; those of one name are numbered. */
function resultFiles(grades: readonly Grade[]): Readonly<Record<string, string>> {
  const files = new Map<string, string>();
  for (const grade of grades) {
    const { student, assignment, name } = grade;
    const stem =
      student === undefined ? name.replaceAll(/[^\w.-]+/g, '-') : `${student}-${assignment}`;
    const free = (n: number): string => {
      const file = `${stem}${n === 1 ? '' : `-${n}`}.json`;
      return files.has(file) ? free(n + 1) : file;
    };
    files.set(free(1), json(gradescopeOf(grade)));
  }
  return Object.fromEntries(files);
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function write(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    onDisk(path, () => writeFileSync(path, text));
  }
}

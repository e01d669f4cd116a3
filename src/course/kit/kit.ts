import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type * as z from 'zod';
import { InputError, reason } from '../../core/error.ts';
import { type Assignment, assignmentFormat } from './assignment.ts';
import { type AssignmentId, assignmentIds } from './assignment-ids.ts';
import { type Rubric, rubricFormat } from './rubric.ts';

/** What students get: the assignments below a folder, in their order. Throws InputError where one is missing or cannot be read. */
export const readAssignments = (folder: string): readonly Assignment[] =>
  assignmentIds.map((id, i) => {
    const own = join(folder, id);
    const about = read(join(own, 'assignment.yaml'), assignmentFormat);
    const templates = about.experiments.map((name) => [name, textOf(join(own, `${name}.yaml`))]);
    return {
      ...about,
      ...{ id, place: i + 1, handout: textOf(join(own, 'handout.md')) },
      templates: Object.fromEntries(templates) as Readonly<Record<string, string>>,
    };
  });

/** What the teacher has beside: how each assignment is checked. Throws InputError where it is not there. */
export function readRubrics(folder: string): Readonly<Record<AssignmentId, Rubric>> {
  if (!existsSync(join(folder, 'teacher')))
    throw new InputError(
      `${folder} has no folder teacher: what checks submissions does not come with the package; run flowlab course init --teacher in a clone of flowlab`,
    );
  const all = assignmentIds.map((id) => [
    id,
    read(join(folder, 'teacher', `${id}.yaml`), rubricFormat),
  ]);
  return Object.fromEntries(all) as Record<AssignmentId, Rubric>;
}

/** The files of the course below a folder, by their path in it, for a copy. */
export const kitFiles = (assignments: readonly Assignment[]): readonly string[] => [
  ...assignments.flatMap(({ id, experiments }) =>
    ['assignment.yaml', 'handout.md', ...experiments.map((name) => `${name}.yaml`)].map(
      (file) => `${id}/${file}`,
    ),
  ),
  ...assignmentIds.map((id) => `teacher/${id}.yaml`),
];

function read<T extends z.ZodType>(file: string, format: T): z.infer<T> {
  let plain: unknown;
  try {
    plain = parse(textOf(file));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file} is not valid YAML: ${reason(error)}; put it back as it was`);
  }
  const { data, error } = format.safeParse(plain);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined)
    throw new InputError(`${file}: ${issue.path.join('.')}: ${issue.message}; mend it`);
  return data as z.infer<T>;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new InputError(`${file} is missing: the course is not whole; install flowlab again`);
  }
}

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvOf } from '../../core/csv.ts';
import { InputError } from '../../core/error.ts';
import { kitFiles, readAssignments, readRubrics } from '../../course/kit/kit.ts';
import { codeOf, isStudent } from '../../course/kit/student.ts';
import { SECRET, secretOf } from '../check/secret.ts';
import { chooseEngine } from '../host/choose-engine.ts';
import { say } from '../shared/output.ts';
import { version } from '../shared/version.ts';
import { writeAutograders } from './autograders.ts';
import type { CourseFlags } from './course-flags.ts';
import { bundledCourse } from './places.ts';
import { putFiles } from './put-files.ts';
import { solve } from './solve.ts';

/** Makes what a teacher has: the kit with its rubrics, a secret, codes, autograders, and model solutions, which are computed. */
export async function initTeacher(folder: string, flags: CourseFlags): Promise<void> {
  const students = flags.roster === undefined ? [] : studentsIn(flags.roster);
  const tarball = flags.package === undefined ? undefined : bytesOf(flags.package, '--package');
  const engine = await chooseEngine(flags.engine);
  const kit = new Map(
    kitFiles(readAssignments(bundledCourse)).map(
      (name) => [name, readFileSync(join(bundledCourse, name))] as const,
    ),
  );
  const secret = existsSync(join(folder, SECRET))
    ? secretOf(folder)
    : randomBytes(32).toString('hex');
  putFiles(
    folder,
    new Map<string, string | Uint8Array>([
      ...kit,
      [SECRET, `${secret}\n`],
      ['README.md', README],
      ...(students.length > 0 ? [['codes.csv', codesText(secret, students)] as const] : []),
    ]),
  );
  // From here on by what is in the folder, which the teacher may have changed.
  writeAutograders(folder, tarball);
  const rubrics = readRubrics(folder);
  for (const assignment of readAssignments(folder))
    await solve(assignment, rubrics[assignment.id], { folder, secret, engine: engine.name });
  say(
    `\nNext: give each student number and code, and check what comes back: npx flowlab check <submissions> --course ${folder}`,
  );
}

const codesText = (secret: string, students: readonly string[]): string =>
  csvOf(
    ['student', 'code', 'command'],
    students.map((student) => {
      const code = codeOf(secret, student);
      return [student, code, `npx flowlab course init --student ${student} --code ${code}`];
    }),
  );

/** The column `student` of a table, or its first. Throws InputError where a cell is no student's number. */
function studentsIn(file: string): readonly string[] {
  const rows = new TextDecoder()
    .decode(bytesOf(file, '--roster'))
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((row) => row.trim() !== '')
    .map((row) => row.split(/[,;\t]/).map((cell) => cell.trim().replaceAll(/^"|"$/g, '')));
  const [head = [], ...body] = rows;
  const named = head.findIndex((cell) => cell.toLowerCase() === 'student');
  const cells = (named < 0 ? rows : body).map((row) => row[Math.max(0, named)] ?? '');
  for (const cell of cells)
    if (!isStudent(cell))
      throw new InputError(
        `--roster ${file}: ${JSON.stringify(cell.slice(0, 60))} is no student's number: letters, digits, ".", "_" and "-", at most 40, in a column student`,
      );
  return [...new Set(cells)];
}

function bytesOf(file: string, flag: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new InputError(`${flag} ${file} cannot be read: give the path of a file`);
  }
}

const README = `# Course, for the teacher

- \`${SECRET}\` makes variants: whoever has it can work out every student's. Keep it, and this folder, to yourself.
- \`codes.csv\`, with --roster: the code of each student, and the command that writes the student's hand-outs.
- \`descent\`, \`noise\`, \`flatness\`, \`claim\`: the assignments, as flowlab ${version()} hands them out; students need that version.
- \`teacher\`: how they are checked. Hints, ranges and points of slips may be changed there.
- \`solutions\`: model solutions, computed here, of a student called model.
- \`autograder\`: a zip for each assignment, to upload to Gradescope. They are built from the files here: after a change run \`course init --teacher\` on this folder again, which replaces them and nothing else, and upload them anew.

\`\`\`sh
npx flowlab check submissions --course .     # a class: zips or folders; results in grades/
\`\`\`
`;

import { markdownTable } from '../../core/markdown.ts';
import { type Assignment, folderOf, pointsOf, words } from '../kit/assignment.ts';
import { BLANK, handedOut, worded } from '../kit/template.ts';
import { variantOf } from '../kit/variant.ts';
import { pageOf } from './page.ts';

/** Whose course it is. */
export interface Holder {
  readonly student: string;
  readonly code: string;
}

/** The files of a student's course, by their path in its folder. */
export const studentFiles = (
  assignments: readonly Assignment[],
  holder: Holder,
): ReadonlyMap<string, string> =>
  new Map([
    ['README.md', readme(assignments, holder)],
    ['.gitignore', 'node_modules/\nreports/\n*.zip\n'],
    ...assignments.flatMap((one) =>
      [...assignmentFiles(one, holder)].map(([name, text]): [string, string] => [
        `${folderOf(one)}/${name}`,
        text,
      ]),
    ),
  ]);

/** The files of one assignment: hand-out, experiment files with blanks, and the form for answers. */
export function assignmentFiles(one: Assignment, holder: Holder): ReadonlyMap<string, string> {
  const variant = variantOf(one, holder.code);
  const { title, hours, minutes } = one;
  const about = { ...variant, ...holder, title, hours, minutes, total: pointsOf(one) };
  const handout = worded(one.handout, { ...about, parts: partsTable(one) });
  return new Map([
    ['handout.md', handout],
    ['handout.html', pageOf(`${one.title} · ${holder.student}`, handout)],
    ...one.experiments.map((name): [string, string] => [
      `${name}.yaml`,
      handedOut(one.templates[name]!, variant),
    ]),
    ['answers.yaml', answersForm(one, holder, {})],
  ]);
}

const partsTable = ({ parts }: Assignment): string =>
  markdownTable(
    ['part', 'points', 'asked'],
    parts.map(({ title, points, asks = '' }) => [title, String(points), asks]),
    () => false,
  );

/** answers.yaml, with these answers in it, and blanks where there is none. */
export function answersForm(
  { id, parts }: Pick<Assignment, 'id' | 'parts'>,
  { student, code }: Holder,
  answers: Readonly<Record<string, unknown>>,
): string {
  const asked = parts.flatMap(({ id: name, answer, asks }) => {
    if (answer === undefined) return [];
    const value = Object.hasOwn(answers, name) ? JSON.stringify(answers[name]) : BLANK;
    const of = answer === 'word' ? `one of ${words.join(', ')}` : `a ${answer}`;
    return [`  # ${asks} (${of})`, `  ${name}: ${value}`];
  });
  return [
    ...[`assignment: ${id}`, `student: ${JSON.stringify(student)}`, `code: "${code}"`],
    ...['answers:', ...asked, ''],
  ].join('\n');
}

const readme = (assignments: readonly Assignment[], { student, code }: Holder): string => `# Course

Of student ${student}, code ${code}. Each folder is an assignment: read \`handout.md\` (or \`handout.html\`, which prints as a PDF), fill in what
reads \`${BLANK}\`, run the experiments in their folder, answer in \`answers.yaml\`, and hand in one zip:

\`\`\`sh
cd 1-descent
npx flowlab run order.yaml
zip -r ../1-descent.zip answers.yaml *.yaml runs
\`\`\`

${markdownTable(
  ['folder', 'title', 'points', 'hours', 'minutes of two cores'],
  assignments.map((one) => [
    folderOf(one),
    one.title,
    ...[pointsOf(one), one.hours, one.minutes].map(String),
  ]),
)}
`;

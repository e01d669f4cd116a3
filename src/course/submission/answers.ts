import { LineCounter } from 'yaml';
import * as z from 'zod';
import { InputError } from '../../core/error.ts';
import { parseYaml, toPlain } from '../../lab/experiment/yaml/parse.ts';
import { type AssignmentId, assignmentIds } from '../kit/assignment-ids.ts';
import { isStudent } from '../kit/student.ts';
import { strangerText } from './stranger-text.ts';

/** What a student answered. */
export interface Answers {
  readonly assignment: AssignmentId;
  readonly student: string;
  /** A short line, whether it is a code or not: it is printed where it is wrong. */
  readonly code: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

const form = z.object({
  assignment: z.enum(assignmentIds),
  student: z.union([z.string(), z.number()]).transform(String),
  code: z.union([z.string(), z.number()]).transform(String),
  answers: z.record(z.string(), z.unknown()),
});

/** Characters of answers.yaml that are read. */
const MOST = 65_536;
/** Characters that are kept of a code, which has 16. */
const CODE = 40;

/** Reads answers.yaml; throws InputError, one line that begins with `where`. */
export function readAnswers(text: string, where: string): Answers {
  if (text.length > MOST)
    throw new InputError(`${where} has ${text.length} characters: give answers, not a book`);
  const lines = new LineCounter();
  const plain = toPlain(parseYaml(text, where, lines), where, lines);
  const { data, error } = form.safeParse(plain);
  const [issue] = error?.issues ?? [];
  if (data === undefined)
    throw new InputError(
      `${where}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'is none of a course'}; keep the keys that it was handed out with`,
    );
  if (!isStudent(data.student))
    throw new InputError(
      `${where}: student: ${JSON.stringify(data.student.slice(0, 60))} is no student's number: letters, digits, ".", "_" and "-", at most 40`,
    );
  return { ...data, code: strangerText(data.code, CODE) };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rng } from '../../src/core/random.ts';
import { copiesIn } from '../../src/course/grading/copies.ts';
import { solutionFile } from '../../src/course/grading/demand.ts';
import { type Evidence, evidenceIn } from '../../src/course/grading/evidence.ts';
import { type Grade, gradeOf } from '../../src/course/grading/grade.ts';
import { modelAnswers } from '../../src/course/grading/model-answers.ts';
import { answersForm } from '../../src/course/handout/student-files.ts';
import type { AssignmentId } from '../../src/course/kit/assignment-ids.ts';
import { readAssignments, readRubrics } from '../../src/course/kit/kit.ts';
import { codeOf } from '../../src/course/kit/student.ts';
import { variantOf } from '../../src/course/kit/variant.ts';
import { readSubmission } from '../../src/course/submission/submission.ts';
import { parseExperiment } from '../../src/lab/experiment/read.ts';
import type { RunSpec } from '../../src/lab/experiment/run-spec.ts';
import type { Run } from '../../src/lab/records/record.ts';
import { recordRuns } from './recorded.ts';
import { run } from './synthetic-runs.ts';

export const courseFolder = fileURLToPath(new URL('../../course', import.meta.url));
export const assignments = readAssignments(courseFolder);
export const rubrics = readRubrics(courseFolder);
export const SECRET = 'a secret of more than sixteen characters';
export const assignmentOf = (id: AssignmentId) => assignments.find((one) => one.id === id)!;

/** What a submission to the third assignment, or to the fourth with its model file, is made of; the right thing where nothing is said. */
export interface Made {
  readonly student: string;
  readonly assignment?: 'flatness' | 'claim';
  /** What is done to the text of the experiment file before its runs are made up. */
  readonly edit?: (text: string) => string;
  /** What a run is changed into. */
  readonly alter?: (run: Run) => Run;
  /** Answers in the place of those that the records give. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Weights of a run; absent: two numbers that no other run has. */
  readonly weights?: (run: Run) => ArrayLike<number>;
  /** Whose records they are. */
  readonly recordsOf?: string;
}

/** Hands in made-up runs with small effects of the batch size, as the experiment would leave them. */
export function handIn(root: string, made: Made): string {
  const {
    student,
    assignment: id = 'flatness',
    edit = (text) => text,
    alter = (one) => one,
  } = made;
  const assignment = assignmentOf(id);
  const rubric = rubrics[id];
  const folder = join(root, student);
  const code = codeOf(SECRET, student);
  const [name] = assignment.experiments as [string];
  const variant = variantOf(assignment, codeOf(SECRET, made.recordsOf ?? student));
  const text = edit(solutionFile(assignment, rubric, variant, name));
  const experiment = parseExperiment(text, name, `${name}.yaml`);
  const specs = [...experiment.specs, ...(experiment.controls ?? []).flatMap((one) => one.specs)];
  const all = [
    ...new Map(specs.map((spec) => [JSON.stringify(spec), alter(runOf(spec))])).values(),
  ];
  const { weights = ({ spec }) => weightsOf(spec, 2) } = made;
  recordRuns(join(folder, 'runs'), experiment, all, weights);
  writeFileSync(join(folder, `${name}.yaml`), text);
  const form = (answers: Readonly<Record<string, unknown>>) =>
    writeFileSync(
      join(folder, 'answers.yaml'),
      answersForm(assignment, { student, code }, answers),
    );
  form({});
  const model = modelAnswers(evidenceAt(folder, join(root, `${student}.first`)));
  form({ ...model, ...made.answers });
  return folder;
}

/** Trace ∝ B^0.3 and a gap that grows with B, with a few percent from seed to seed. */
function runOf(spec: RunSpec): Run {
  const { method, seed } = spec;
  const b = method.method === 'sgd' ? method.batch : 100;
  const wobble = (name: string) => Math.exp(0.02 * rng(seed).fork(name, b).normal());
  const trainLoss = 0.3 * (spec.stop.match === undefined ? (b / 10) ** 0.2 : 1);
  const values = {
    ...{ trainLoss, trace: 400 * (b / 100) ** 0.3 * wobble('trace'), sharpness: 20 },
    ...{
      testLoss: 0.8,
      lossGap: 0.4 + 0.03 * Math.log(b) + 0.01 * rng(seed).fork('gap', b).normal(),
    },
  };
  const series = {
    ...{ step: [0, 100], time: [0, 10], epoch: [0, 5] },
    trainLoss: [2.3, trainLoss],
  };
  return run(spec, values, { series });
}

/** Weights that no other run has. */
export const weightsOf = (spec: RunSpec, count: number): Float64Array =>
  rng(spec.seed).fork(JSON.stringify(spec)).uniforms(count);

/** What a submission's records say; it has to be one that can be read. */
export function evidenceAt(path: string, scratch: string): Evidence {
  const read = readSubmission(path, scratch, assignments);
  if ('problem' in read) throw new Error(read.problem);
  const { assignment, student } = read;
  return evidenceIn(assignmentOf(assignment), rubrics[assignment], read, codeOf(SECRET, student));
}

/** Grades of submissions that are held against each other, nothing being computed again. */
export function gradesOf(root: string, ...paths: readonly string[]): readonly Grade[] {
  const all = paths.map((path, i) => evidenceAt(path, join(root, `read-${i}-${path.length}`)));
  const copies = copiesIn(all);
  return all.map((one) => gradeOf(one, { distrust: copies.get(one)!.says, again: 0, notes: [] }));
}

/** The parts of a grade that lost points: what they have, and why. */
export const lostIn = ({ parts }: Grade): Readonly<Record<string, readonly [number, string]>> =>
  Object.fromEntries(
    parts
      .filter(({ score, points }) => score < points)
      .map(({ id, score, says }) => [id, [score, says]]),
  );

/** Writes a file of a record as somebody would who edits it. */
export const editFile = (file: string, edit: (text: string) => string): void =>
  writeFileSync(file, edit(readFileSync(file, 'utf8')));

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { solutionFile } from '../../course/grading/demand.ts';
import { evidenceIn } from '../../course/grading/evidence.ts';
import { modelAnswers } from '../../course/grading/model-answers.ts';
import { answersForm, assignmentFiles } from '../../course/handout/student-files.ts';
import type { Assignment } from '../../course/kit/assignment.ts';
import type { Rubric } from '../../course/kit/rubric.ts';
import { codeOf } from '../../course/kit/student.ts';
import { variantOf } from '../../course/kit/variant.ts';
import { recordsOf } from '../../course/submission/records.ts';
import type { EngineName } from '../../engine/name.ts';
import { readExperiment } from '../../lab/experiment/read.ts';
import { runExperiment } from '../host/run-experiment.ts';
import { nearby } from '../shared/nearby.ts';
import { note, say } from '../shared/output.ts';

/** Whose model solution it is. */
const MODEL = 'model';

interface Solving {
  /** The teacher's. */
  readonly folder: string;
  readonly secret: string;
  readonly engine: EngineName;
}

/** Computes the model solution of an assignment for a made-up student: fills in the blanks, runs the experiments, and reads the answers off the records. */
export async function solve(
  assignment: Assignment,
  rubric: Rubric,
  { folder, secret, engine }: Solving,
): Promise<void> {
  const code = codeOf(secret, MODEL);
  const place = join(folder, 'solutions', assignment.id);
  if (existsSync(join(place, 'answers.yaml'))) {
    say(`Left as it is: ${nearby(place)}`);
    return;
  }
  mkdirSync(place, { recursive: true });
  const holder = { student: MODEL, code };
  const variant = variantOf(assignment, code);
  const handout = assignmentFiles(assignment, holder).get('handout.md')!;
  writeFileSync(join(place, 'handout.md'), handout);
  for (const name of assignment.experiments) {
    const source = join(place, `${name}.yaml`);
    writeFileSync(source, solutionFile(assignment, rubric, variant, name));
    note(`Computing ${nearby(source)}`);
    const { failures } = await runExperiment(readExperiment(source), {
      ...{ source, engine, runsDir: join(place, 'runs'), log: note },
      command: `flowlab run ${name}.yaml`,
    });
    const [failed] = failures;
    if (failed !== undefined)
      throw new InputError(`${source}: run ${failed.id} failed: ${failed.message}`);
  }
  const { experiments, id } = assignment;
  const texts = experiments.map((one) => [one, readFileSync(join(place, `${one}.yaml`), 'utf8')]);
  const answers = modelAnswers(
    evidenceIn(
      assignment,
      rubric,
      {
        ...{ name: MODEL, assignment: id, ...holder, answers: {} },
        records: experiments.map((one) => recordsOf(place, one)),
        files: Object.fromEntries(texts) as Readonly<Record<string, string>>,
      },
      code,
    ),
  );
  writeFileSync(join(place, 'answers.yaml'), answersForm(assignment, holder, answers));
  say(`Solved: ${nearby(place)}`);
}

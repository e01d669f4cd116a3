import { join } from 'node:path';
import { reason } from '../../core/error.ts';
import { copiesIn } from '../../course/grading/copies.ts';
import { type Evidence, evidenceIn } from '../../course/grading/evidence.ts';
import { type Grade, gradeOf, unreadableGrade } from '../../course/grading/grade.ts';
import type { Findings } from '../../course/grading/records-part.ts';
import { spotChecks } from '../../course/grading/spot-checks.ts';
import type { Assignment } from '../../course/kit/assignment.ts';
import type { AssignmentId } from '../../course/kit/assignment-ids.ts';
import type { Rubric } from '../../course/kit/rubric.ts';
import { codeOf } from '../../course/kit/student.ts';
import { strangerText } from '../../course/submission/stranger-text.ts';
import { readSubmission, type Unreadable } from '../../course/submission/submission.ts';
import { type Again, computeAgain } from './compute-again.ts';

/** By what a class is checked. */
interface Kit {
  readonly assignments: readonly Assignment[];
  readonly rubrics: Readonly<Record<AssignmentId, Rubric>>;
  readonly secret: string;
  /** The numbers of who handed in, where somebody else knows; undefined or none: whatever the submission says. */
  readonly mustBe: readonly string[] | undefined;
}

interface Settings {
  /** An empty folder. */
  readonly scratch: string;
  /** Which assignment must have been handed in; absent: any. */
  readonly assignment?: AssignmentId | undefined;
  readonly rerun: boolean;
  readonly jobs?: number | undefined;
  readonly engine?: string | undefined;
}

/** Grades the submissions of a class, in their order: each by its own records, all against each other, and some runs computed again. */
export async function gradeClass(
  sources: readonly string[],
  kit: Kit,
  settings: Settings,
): Promise<readonly Grade[]> {
  const { scratch, rerun } = settings;
  const read = sources.map((path, i) => evidenceAt(path, join(scratch, String(i)), kit, settings));
  const all = read.filter((one): one is Evidence => 'grids' in one);
  const copies = copiesIn(all);
  const checks = new Map(
    all.map((one) => [one, spotChecks(one, kit.secret, copies.get(one)!.suspects)]),
  );
  const again = rerun
    ? await computeAgain([...checks.values()].flat(), join(scratch, 'again'), settings)
    : undefined;
  const meant = kit.assignments.find(({ id }) => id === settings.assignment);
  return read.map((one) =>
    'grids' in one
      ? gradeOf(one, findings(one, checks.get(one)!, { kit, again, copied: copies.get(one)!.says }))
      : unreadableGrade(one, meant),
  );
}

function evidenceAt(
  path: string,
  into: string,
  { assignments, rubrics, secret }: Kit,
  { assignment: meant }: Settings,
): Evidence | Unreadable {
  const read = readSubmission(path, into, assignments);
  if ('problem' in read) return read;
  const { name, assignment, student } = read;
  if (meant !== undefined && assignment !== meant)
    return { name, problem: `this is the assignment ${assignment}, and ${meant} was asked for` };
  const own = assignments.find(({ id }) => id === assignment)!;
  try {
    return evidenceIn(own, rubrics[assignment], read, codeOf(secret, student));
  } catch (error) {
    return { name, problem: `its records cannot be judged: ${reason(error)}` };
  }
}

/** What copies and computations say of whose records these are. */
function findings(
  { submission: { student, records } }: Evidence,
  checks: ReturnType<typeof spotChecks>,
  {
    kit: { mustBe = [] },
    again,
    copied,
  }: { readonly kit: Kit; readonly again: Again | undefined; readonly copied: readonly string[] },
): Findings {
  const results = checks.map(({ run }) => ({ run, found: again?.(run) }));
  const apart = results.flatMap(({ run, found }) =>
    found?.kind === 'apart' ? [`Run ${run.id} is not what its spec gives: ${found.why}.`] : [],
  );
  const doubtful = results.flatMap(({ run, found }) =>
    found?.kind === 'doubtful'
      ? [
          `Run ${run.id} was computed on another machine and begins alike, but ${found.why}: look whether that may be rounding.`,
        ]
      : [],
  );
  const failed = results.flatMap(({ run, found }) =>
    again !== undefined && (found === undefined || found.kind === 'failed')
      ? [`Run ${run.id} was drawn and could not be computed again: ${found?.why ?? 'no result'}.`]
      : [],
  );
  const stranger =
    mustBe.length > 0 && !mustBe.includes(student)
      ? [`answers.yaml is of student ${student}, and ${mustBe.join(', ')} handed it in.`]
      : [];
  const unseen =
    again !== undefined && checks.length === 0 && records.some(({ runs }) => runs.length > 0)
      ? [
          'None of the runs was computed again: each is too long, too large or on data of one’s own.',
        ]
      : [];
  return {
    distrust: [...stranger, ...copied, ...apart],
    again: results.filter(({ found }) => found?.kind === 'same').length,
    notes: [...doubtful, ...failed, ...unseen].map((one) => strangerText(one)),
  };
}

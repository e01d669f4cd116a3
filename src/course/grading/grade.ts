import { type Assignment, type Part, pointsOf } from '../kit/assignment.ts';
import type { AssignmentId } from '../kit/assignment-ids.ts';
import type { Check } from '../kit/rubric.ts';
import type { Unreadable } from '../submission/submission.ts';
import { claimPart } from './claim-part.ts';
import type { Evidence } from './evidence.ts';
import { foreignRecords } from './foreign-records.ts';
import { numberPart } from './number-part.ts';
import { type Judged, type PartGrade, shareOf } from './part-grade.ts';
import { type Findings, recordsPart } from './records-part.ts';
import { sentencePart, wordPart } from './word-part.ts';

/** What a submission came to. */
export interface Grade {
  /** Of the submission's zip or folder. */
  readonly name: string;
  /** Undefined where the submission does not say. */
  readonly student: string | undefined;
  readonly assignment: AssignmentId | undefined;
  readonly title: string;
  readonly parts: readonly PartGrade[];
  readonly score: number;
  readonly points: number;
  /** For the teacher alone, a sentence each. */
  readonly notes: readonly string[];
}

/** Grades a submission part by part. */
export function gradeOf(evidence: Evidence, about: Findings): Grade {
  const found = { ...about, distrust: [...about.distrust, ...foreignRecords(evidence)] };
  const { assignment, submission, code } = evidence;
  const parts = assignment.parts.map((part): PartGrade => {
    const { id, title, points } = part;
    const { score, says } = partOf(part, evidence, found);
    return { id, title, points, score, says: oneLine(says) };
  });
  const otherCode =
    submission.code === code
      ? []
      : [
          `answers.yaml says code ${submission.code}, and that of ${submission.student} is another.`,
        ];
  return {
    ...{ name: oneLine(submission.name), student: submission.student },
    assignment: assignment.id,
    ...{ title: assignment.title, parts },
    score: parts.reduce((sum, { score }) => sum + score, 0),
    points: pointsOf(assignment),
    notes: [...found.notes, ...otherCode],
  };
}

/** Characters of a sentence at the most. */
const LONGEST = 1500;

/** A sentence that may quote a stranger, without what would move a cursor. */
const oneLine = (says: string): string =>
  says.slice(0, LONGEST).replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/** The grade of what cannot be read: nothing, and why. */
export function unreadableGrade({ name: called, problem }: Unreadable, meant?: Assignment): Grade {
  const name = oneLine(called);
  const says = oneLine(`${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`);
  const points = meant === undefined ? 0 : pointsOf(meant);
  return {
    ...{ name, student: undefined, assignment: meant?.id, title: meant?.title ?? name },
    parts: [{ id: 'submission', title: 'A submission that can be read', points, score: 0, says }],
    ...{ score: 0, points, notes: [] },
  };
}

/** Parts that rest on the records have nothing where these are not the student's own. */
function partOf(part: Part, evidence: Evidence, found: Findings): Judged {
  const check = evidence.rubric.checks[part.id]!;
  if (check.kind !== 'records' && found.distrust.length > 0)
    return { score: 0, says: 'Not counted: the records are not yours, see the first part.' };
  return checked(check, part, evidence, found);
}

function checked(check: Check, part: Part, evidence: Evidence, found: Findings): Judged {
  const { submission, grids } = evidence;
  const { points } = part;
  const answer = Object.hasOwn(submission.answers, part.id)
    ? submission.answers[part.id]
    : undefined;
  switch (check.kind) {
    case 'records':
      return recordsPart(submission, found, points);
    case 'grid': {
      const { share, says } = grids.get(check.experiment)!;
      const otherCode =
        submission.code === evidence.code
          ? []
          : ['The code in answers.yaml is not that of your number: ask your teacher for yours.'];
      return {
        score: shareOf(points, share),
        says:
          share === 1 ? 'All runs of your variant are there.' : [...says, ...otherCode].join(' '),
      };
    }
    case 'number':
      return numberPart(answer, verdictOf(check, evidence), { points, ...check });
    case 'word':
      return wordPart(answer, outcomeOf(check, evidence), {
        ...{ points, hint: check.hint, reason: verdictOf(check, evidence)?.reason },
      });
    case 'sentence': {
      const about = evidence.rubric.checks[check.of]!;
      const verdict = about.kind === 'number' ? verdictOf(about, evidence) : undefined;
      return sentencePart(answer, verdict, points);
    }
    default:
      return claimPart(check.kind, check.experiment, points, evidence);
  }
}

/** What the records say of the statement behind a number: of the first of a student's own where none is named. */
export function verdictOf(
  { experiment, statement }: Extract<Check, { kind: 'number' | 'word' }>,
  { verdicts, claims }: Pick<Evidence, 'verdicts' | 'claims'>,
) {
  if (statement !== undefined) return verdicts.get(experiment)?.get(statement);
  const claim = claims.get(experiment);
  return claim === undefined || 'problem' in claim || claim.there === 0
    ? undefined
    : claim.answers.verdicts[0];
}

/** The same for a verdict: of a student's own claim as a whole where no statement is named. */
export function outcomeOf(check: Extract<Check, { kind: 'word' }>, evidence: Evidence) {
  if (check.statement !== undefined) return verdictOf(check, evidence)?.verdict;
  const claim = evidence.claims.get(check.experiment);
  if (claim === undefined || 'problem' in claim || claim.there === 0) return undefined;
  const { claim: outcome } = claim.answers;
  return outcome === 'depends' ? 'inconclusive' : outcome;
}

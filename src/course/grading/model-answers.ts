import type { Evidence } from './evidence.ts';
import { outcomeOf, verdictOf } from './grade.ts';
import { fits } from './number-part.ts';

/** The answers that the records of an assignment give, by the id of the question: the model solution is computed, and written nowhere. */
export function modelAnswers(evidence: Evidence): Readonly<Record<string, unknown>> {
  const { assignment, rubric } = evidence;
  const answers = assignment.parts.flatMap(
    ({ id, title, answer }): readonly (readonly [string, unknown])[] => {
      const check = rubric.checks[id]!;
      if (answer === undefined) return [];
      if (check.kind === 'number') return [[id, numberOf(check, evidence)]];
      if (check.kind === 'word') return [[id, outcomeOf(check, evidence)]];
      const about = check.kind === 'sentence' ? rubric.checks[check.of]! : check;
      const number = about.kind === 'number' ? numberOf(about, evidence) : undefined;
      const text = `${title}: my runs give ${number}, in this setting alone and with an interval beside it.`;
      return [[id, text]];
    },
  );
  return Object.fromEntries(answers.filter(([, value]) => value !== undefined));
}

/** To three digits, or as many as it takes to lie in the interval. */
function numberOf(check: Parameters<typeof verdictOf>[0], evidence: Evidence): number | undefined {
  const verdict = verdictOf(check, evidence);
  if (verdict === undefined || verdict.estimate === null) return undefined;
  const short = Number(verdict.estimate.toPrecision(3));
  return fits(short, verdict) ? short : Number(verdict.estimate.toPrecision(8));
}

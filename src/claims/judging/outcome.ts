import type { Statement } from '../statements/statement.ts';
import type { Assessment } from './assess.ts';
import type { Draft, Estimated } from './draft.ts';
import type { Outcome } from './verdict.ts';

/** The chance of a wrong verdict that a statement asks for, when its verdict is looked at for the k-th time. */
export function alphaOf({ level }: Pick<Statement, 'level'>, look: number): number {
  const alpha = 1 - level;
  // Over looks k = 2, 3, … these add up to α/2: Σ 1/(k(k + 1)) from 2 on is 1/2.
  return look <= 1 ? alpha : alpha / (look * (look + 1));
}

/** The verdict on a draft, were this level left to it. */
export function outcomeAt(
  { settled, inside, outside, assessments }: Draft,
  alpha: number,
): Outcome {
  if (settled !== undefined) return settled.verdict;
  if (inside <= alpha) return 'supported';
  if (outside <= alpha) return 'refuted';
  return assessments.some(({ kind }) => kind === 'undefined') ? 'undefined' : 'inconclusive';
}

/** The number that decided: the one surest outside where it is refuted, else the one least sure inside. */
export function decisive({ assessments }: Draft, verdict: Outcome): Assessment | undefined {
  const unknown = assessments.find(({ kind }) => kind === 'undefined');
  if (verdict === 'undefined' && unknown !== undefined) return unknown;
  const tested = assessments.filter((one): one is Estimated => one.kind === 'estimated');
  if (tested.length === 0) return assessments[0];
  return tested.reduce((a, b) => {
    const [p, q] = [a.estimation, b.estimation];
    if (verdict === 'refuted') return q.outside < p.outside ? b : a;
    return q.inside > p.inside ? b : a;
  });
}

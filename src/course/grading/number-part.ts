import type { Verdict } from '../../claims/judging/verdict.ts';
import { significant } from '../../core/format.ts';
import type { Slip } from '../kit/rubric.ts';
import { isBlank } from '../kit/template.ts';
import { type Judged, UNEQUAL } from './part-grade.ts';

/** How a number is checked. */
interface NumberCheck {
  readonly points: number;
  readonly hint: string;
  readonly slips: readonly Slip[];
  /** Whether the arms have to end at one loss. */
  readonly alike: boolean;
}

/**
 * Holds an answer against the interval that the submitted records give, by the lab's own statistics. What a known slip would turn into
 * the right number has some of the points.
 */
export function numberPart(
  answer: unknown,
  verdict: Verdict | undefined,
  { points, hint, slips, alike }: NumberCheck,
): Judged {
  if (isBlank(answer)) return { score: 0, says: 'The answer is blank.' };
  if (typeof answer !== 'number' || !Number.isFinite(answer))
    return { score: 0, says: `${JSON.stringify(answer)?.slice(0, 60)} is no number.` };
  if (verdict === undefined)
    return { score: 0, says: 'There are no records that the number could come from.' };
  if (verdict.measured === null)
    return {
      score: 0,
      says: `The number cannot be recomputed from your records: ${verdict.reason}.`,
    };
  const { mismatch } = verdict;
  const unequal =
    alike && mismatch !== null && mismatch.share > UNEQUAL
      ? ` But the arms end at losses up to ${significant(100 * mismatch.share, 2)} % apart, so that part of it is training.`
      : '';
  if (fits(answer, verdict))
    return { score: points, says: `${answer} is what your records give.${unequal}` };
  const slip = slips.find(({ is }) => fits(turned[is](answer), verdict));
  if (slip !== undefined)
    return {
      score: Math.min(points, slip.points),
      says: `${answer} is not it, but nearly: ${slip.says}.`,
    };
  const side = answer < (verdict.estimate ?? 0) ? 'below' : 'above';
  return {
    score: 0,
    says: `${answer} lies ${side} the interval that your own records give: ${hint}.`,
  };
}

/** Inside the interval, or the estimate itself to two digits. */
export function fits(answer: number, { measured, estimate }: Verdict): boolean {
  const [low, high] = measured ?? [null, null];
  if (measured === null) return false;
  if (answer >= (low ?? Number.NEGATIVE_INFINITY) && answer <= (high ?? Number.POSITIVE_INFINITY))
    return true;
  if (estimate === null || estimate === 0) return answer === estimate;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(estimate))) - 1);
  return Math.abs(answer - estimate) <= 0.5 * step;
}

const turned: Readonly<Record<Slip['is'], (x: number) => number>> = {
  inverse: (x) => 1 / x,
  negative: (x) => -x,
  double: (x) => 2 * x,
  half: (x) => x / 2,
};

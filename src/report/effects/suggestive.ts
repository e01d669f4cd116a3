import { LEVEL } from '../../stats/student.ts';
import type { Test, Told } from './test.ts';

/** Instead of a verdict: by itself it would be told, beside all others of the report it is not. */
export const SUGGESTIVE = 'suggestive';

/** Whether no more than the number of other tests stands against a claim. */
export const isSuggestive = ({ apart }: Test, told: Told): boolean =>
  !told.apart && !told.within && apart !== null && apart <= 1 - LEVEL;

/** Why it is no more; the last section of a report says what that means. */
export const suggestiveRemark = (families: number): string =>
  ` (one of ${families} that are looked at).`;

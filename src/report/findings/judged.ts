import type { OverSeeds } from '../../stats/over-seeds.ts';
import { noVerdict } from '../arms/wording.ts';
import type { Statement } from './finding.ts';

/**
 * A statement whose verdict rests on seeds. Where they give no interval it says so instead, whatever the verdict
 * would have been: where chance comes from seeds, one of them never decides.
 */
export function judged<E>(
  evidence: E,
  { n, basis }: Pick<OverSeeds, 'n' | 'basis'>,
  { reason, verdict, remark = '' }: { reason: string; verdict: string; remark?: string },
): Statement<E> {
  return basis === 'one seed' || basis === 'no spread'
    ? { evidence, reason: `${reason}${noVerdict(basis, n)}${remark}.` }
    : { evidence, reason, verdict, remark: `${remark}.`, intervals: 1 };
}

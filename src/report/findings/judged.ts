import type { OverSeeds } from '../../stats/over-seeds.ts';
import { noVerdict } from '../arms/wording.ts';
import { SUGGESTIVE, suggestiveRemark } from '../effects/suggestive.ts';
import type { Statement } from './finding.ts';

/**
 * A statement whose verdict rests on seeds. Where they give no interval it says so instead, whatever the verdict
 * would have been: where chance comes from seeds, one of them never decides.
 */
export function judged<E>(
  evidence: E,
  { n, basis }: Pick<OverSeeds, 'n' | 'basis'>,
  { reason, verdict, remark = '', suggestive }: Words,
): Statement<E> {
  if (basis === 'one seed' || basis === 'no spread')
    return { evidence, reason: `${reason}${noVerdict(basis, n)}${remark}.` };
  return suggestive === undefined
    ? { evidence, reason, verdict, remark: `${remark}.` }
    : { evidence, reason, verdict: SUGGESTIVE, remark: suggestiveRemark(suggestive) };
}

interface Words {
  readonly reason: string;
  readonly verdict: string;
  readonly remark?: string;
  /** Of so many tests one is told by itself, and not beside the others. */
  readonly suggestive?: number | undefined;
}

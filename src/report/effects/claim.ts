import type { Evidence } from '../../stats/evidence.ts';
import type { ArmPair } from './effect.ts';
import { isLine, type Root } from './root.ts';
import { isSuggestive } from './suggestive.ts';
import type { Told } from './test.ts';

/** A comparison or trend with what may be claimed of it. */
export interface Claim {
  readonly root: Root;
  readonly told: Told;
  readonly pairs: readonly ArmPair[];
}

/** What is said of a comparison or trend; those of which the same is said share a sentence. */
export type Verdict =
  | 'told'
  | 'negligible'
  | 'equal'
  | 'suggestive'
  | 'open'
  | 'none'
  | 'undefined';

/** The numbers that decide what is said. */
export const numbersOf = (root: Root): Evidence =>
  isLine(root) ? root.size.slope : root.size.evidence;

/** What is said of a claim. */
export function verdictOf({ root, told }: Claim): Verdict {
  if (root.size.kind === 'undefined') return 'undefined';
  const { interval } = numbersOf(root);
  if (interval === null) return 'none';
  if (told.apart) return told.within ? 'negligible' : 'told';
  if (told.within) return 'equal';
  return isSuggestive(numbersOf(root), told) ? 'suggestive' : 'open';
}

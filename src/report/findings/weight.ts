import type { Evidence } from '../../stats/evidence.ts';
import { smallRatio } from '../effects/small.ts';
import { isSuggestive } from '../effects/suggestive.ts';
import type { Told } from '../effects/test.ts';
import type { Weight } from './finding.ts';

/** What an effect is of. */
interface Subject extends Pick<Weight, 'against'>, Partial<Pick<Weight, 'asked'>> {
  /** The size below which it is negligible: of ratios 5 % unless it is given. */
  readonly margin?: number;
}

/** What an effect is worth beside others. */
export function weightOf(
  { interval, apart }: Pick<Evidence, 'interval' | 'apart'>,
  told: Told,
  { against, margin = smallRatio.margin, asked = true }: Subject,
): Weight {
  if (interval === null) return { rank: 'none', size: 0, asked, against };
  const [low, high] = interval;
  const nearest = low > 0 ? low : high < 0 ? -high : 0;
  const size = margin > 0 ? nearest / margin : 0;
  const open = isSuggestive({ apart, within: null }, told) ? 'suggestive' : 'open';
  // That runs are where theory has them is as good an answer as that they are not.
  const near = against === 'theory' ? 'told' : 'negligible';
  return { rank: told.within ? near : told.apart ? 'told' : open, size, asked, against };
}

/** The weightiest first. */
export const RANKS: readonly Weight['rank'][] = [
  'told',
  'suggestive',
  'negligible',
  'open',
  'none',
];

/** The weightier first. */
export const byWeight = (a: Weight, b: Weight): number =>
  RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || b.size - a.size;

/** The weightiest of several. */
export const heaviest = (weights: readonly Weight[]): Weight => [...weights].sort(byWeight)[0]!;

import type { Evidence } from '../../stats/evidence.ts';
import { compare } from '../../stats/judge.ts';
import { valuesNeeded } from '../../stats/power.ts';
import type { Claimed } from './effect.ts';
import type { Told } from './test.ts';

/** Words for a number above and below no effect. */
export type Sides = readonly [above: 'rises' | 'larger', below: 'falls' | 'smaller'];

/** What may be claimed of an effect, given what is allowed of its test. */
export function claimedOf(
  { mean, sd, n, interval, apart }: Evidence,
  told: Told,
  { sides: [above, below], slack }: { readonly sides: Sides; readonly slack: number },
): Claimed {
  const side = mean > 0 ? above : below;
  const alone = interval !== null && compare(interval) !== 'cannot tell' ? side : 'cannot tell';
  const more =
    told.apart || sd === null || interval === null
      ? Number.NaN
      : valuesNeeded((Math.abs(mean) - slack) / sd, n, 1 - told.level) - n;
  return {
    outcome: told.apart ? side : 'cannot tell',
    alone,
    negligible: told.within,
    p: apart,
    moreSeeds: Number.isFinite(more) ? more : null,
  };
}

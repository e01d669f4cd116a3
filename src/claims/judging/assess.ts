import { type Estimation, isNoEstimation, type Part } from '../estimates/part.ts';
import type { Statement } from '../statements/statement.ts';
import type { Missing } from '../table/value.ts';

/** What the units of a part say, or why they say nothing. */
export type Assessment =
  | {
      readonly kind: 'estimated';
      readonly part: Part;
      readonly estimation: Estimation;
      readonly n: number;
    }
  | {
      readonly kind: 'not-reached' | 'undefined';
      readonly part: Part;
      readonly why: string;
      readonly n: number;
    };

/** More missing than this is a selection: what is left favours some verdict; chosen by trial. */
const MOST_MISSING = 0.1;

/** Fewer units than this in the regime are too few, or than half of them. */
const FEWEST_ENTERED = 3;

/** Turns the numbers of a part into an interval, unless too few entered its regime or too many gave none. */
export function assess(part: Part, { when, level }: Pick<Statement, 'when' | 'level'>): Assessment {
  const { samples, missing, outside, left } = part.gathered;
  const n = samples.length;
  const [meant, all] = [n + missing.length, n + missing.length + outside.length];
  const no = (kind: 'not-reached' | 'undefined', why: string): Assessment => ({
    kind,
    part,
    why,
    n,
  });
  if (all === 0) return no('undefined', left[0] ?? 'no run is meant');
  const fewest = Math.min(all, Math.max(FEWEST_ENTERED, Math.ceil(all / 2)));
  if (outside.length > 0 && meant < fewest)
    return no(
      'not-reached',
      `${meant} of ${all} entered ${when?.text ?? 'it'}; ${fewest} are the fewest`,
    );
  const nothing =
    missing.find(({ why }) => why.why === 'undefined') ??
    missing.find(({ why }) => n === 0 && why.why !== 'ending');
  if (nothing !== undefined) return no('undefined', `${nothing.why.text} (${nothing.unit})`);
  if (n === 0) return no('not-reached', reasonsOf(missing));
  if (missing.length > MOST_MISSING * meant)
    return no(
      'undefined',
      `what is left is a selection: ${missing.length} of ${meant} give no number, ${reasonsOf(missing)}`,
    );
  const estimation = part.estimate(samples, level);
  return isNoEstimation(estimation)
    ? no('undefined', estimation.undefined)
    : { kind: 'estimated', part, estimation, n };
}

/** The reasons, each with how often it occurs. */
export function reasonsOf(missing: readonly { readonly why: Missing }[]): string {
  const counts = new Map<string, number>();
  for (const { why } of missing) counts.set(why.text, (counts.get(why.text) ?? 0) + 1);
  return [...counts]
    .map(([text, count]) => (count > 1 ? `${text} (${count} times)` : text))
    .join('; ');
}

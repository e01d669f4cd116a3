import { significant } from '../../core/format.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { describeStop } from '../arms/recipe.ts';
import { alike, lossBySeed } from '../effects/end-losses.ts';
import { byEnd } from '../effects/root.ts';
import { about, certain, type Finder, type Statement } from './finding.ts';

/** The least and the greatest training loss that arms of one problem and stop rule ended at, means over seeds. */
export interface UnequalLosses {
  /** What sets the problem apart; empty if there is one. */
  readonly problem: string;
  readonly least: { readonly arm: string; readonly loss: number };
  readonly greatest: { readonly arm: string; readonly loss: number };
}

/** Where arms ended at training losses more than 2 % apart: said before anything is compared, and of arms that only tables compare. */
export const unequalLosses: Finder<'unequalLosses', UnequalLosses> = {
  kind: 'unequalLosses',
  find: (records) =>
    records.problems.flatMap((own) =>
      byEnd(own).flatMap((arms) => {
        const found = unequalOf(arms, about(records, own));
        return found === null ? [] : [certain(found)];
      }),
    ),
};

function unequalOf(arms: readonly Arm[], prefix: string): Statement<UnequalLosses> | null {
  const ends = arms
    .map((arm) => ({ arm, losses: [...lossBySeed(arm).values()] }))
    .filter(({ losses }) => losses.length > 0)
    .map((end) => ({ ...end, loss: mean(end.losses) }))
    .sort((a, b) => a.loss - b.loss);
  const [least, greatest] = [ends.at(0), ends.at(-1)];
  if (least === undefined || greatest === undefined) return null;
  if (alike(ends.map(({ losses }) => losses))) return null;
  const { stop } = arms[0]!.spec;
  const when =
    stop.loss === undefined ? `after ${describeStop(stop)}` : `at or below the target ${stop.loss}`;
  return {
    evidence: { problem: arms[0]!.problem, least: named(least), greatest: named(greatest) },
    reason:
      `${prefix}Training losses differ where arms ended, ${when}: from ${significant(least.loss)} by ${least.arm.short} to ` +
      `${significant(greatest.loss)} by ${greatest.arm.short}. Curvature and gaps of such arms are not at equal training loss.`,
  };
}

const named = ({ arm, loss }: { readonly arm: Arm; readonly loss: number }) => ({
  arm: arm.label,
  loss,
});

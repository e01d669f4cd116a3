import { type Claim, numbersOf, verdictOf } from '../effects/claim.ts';
import type { Effect } from '../effects/effect.ts';
import { comparisonOf, trendOf } from '../effects/evidence-of.ts';
import { grouped } from '../effects/grouped.ts';
import { loudSentence } from '../effects/loud.ts';
import { quietSentence } from '../effects/quiet.ts';
import { isAsked, isLine, type Root } from '../effects/root.ts';
import type { Told } from '../effects/test.ts';
import type { Statement } from './finding.ts';
import { heaviest, weightOf } from './weight.ts';

/**
 * The sentences about one axis: one for each metric that it moves, over all problems in which it moves it the same way; and one for
 * all metrics of which each other thing is said: that the effect is negligible, that none can be told.
 */
export function effectSentences(
  claims: readonly Claim[],
  families: number,
): readonly Statement<Effect>[] {
  return grouped(claims, keyOf).map((own) => {
    const verdict = verdictOf(own[0]!);
    const { reason, text, remark } =
      verdict === 'told' ? loudSentence(own) : quietSentence(own, verdict, families);
    const weights = own.map(({ root, told }) => weightOfRoot(root, told));
    return {
      evidence: evidenceOf(own),
      reason,
      ...(text === undefined ? {} : { verdict: text }),
      ...(remark === undefined ? {} : { remark }),
      weight: heaviest(weights),
    };
  });
}

function keyOf(claim: Claim): string {
  const verdict = verdictOf(claim);
  const { root } = claim;
  const values = isLine(root) ? root.size.values : [];
  const side = numbersOf(root).mean > 0;
  const { basis } = numbersOf(root);
  const loud = [root.metric.key, side, values, isLine(root) ? root.size.law : root.size.kind];
  return JSON.stringify([verdict, verdict === 'told' ? loud : [values, basis]]);
}

function weightOfRoot(root: Root, told: Told) {
  const margin = isLine(root) ? root.size.small.margin / root.size.span : root.size.small.margin;
  return weightOf(numbersOf(root), told, { against: 'arms', margin, asked: isAsked(root.metric) });
}

const evidenceOf = (claims: readonly Claim[]): Effect => ({
  axis: claims[0]!.root.family.axis.name,
  quantities: [...new Set(claims.map(({ root }) => root.metric.key))],
  trends: claims.flatMap(({ root, told }) => (isLine(root) ? [trendOf(root, told)] : [])),
  comparisons: claims.flatMap(({ root, told }) => (isLine(root) ? [] : [comparisonOf(root, told)])),
  pairs: claims.flatMap(({ pairs }) => pairs),
});

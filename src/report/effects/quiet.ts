import { estimateText, noVerdict, plural, unique } from '../arms/wording.ts';
import { type Claim, numbersOf, type Verdict } from './claim.ts';
import { claimedOf } from './claimed.ts';
import { averageText, type Said } from './loud.ts';
import { type ContrastRoot, isLine, type LineRoot, type Root } from './root.ts';
import { SUGGESTIVE, suggestiveRemark } from './suggestive.ts';
import {
  countText,
  endOf,
  listed,
  nameOfSide,
  problemText,
  settingsText,
  sizeText,
} from './words.ts';

/** One sentence about all metrics and problems of which the same is said: that nothing is told, or nothing of weight. */
export function quietSentence(claims: readonly Claim[], verdict: Verdict, families: number): Said {
  const roots = claims.map(({ root }) => root);
  const [root] = roots as [Root];
  const noun = isLine(root) ? 'seed' : 'paired seed';
  const said = saidOf(claims, verdict, families);
  return {
    reason: `${endOf(claims)}, ${isLine(root) ? overText(root) : betweenText(root)} ${itemsText(claims, verdict)} (${countText(roots, noun)}): `,
    ...said,
  };
}

function overText(root: LineRoot): string {
  const { symbol } = root.family.axis;
  return `over ${symbol} = ${root.size.values.join(', ')}${root.common.method}${settingsText(root)}, from end to end,`;
}

const betweenText = (root: ContrastRoot): string =>
  `${nameOfSide(root, 0)} against ${nameOfSide(root, 1)}${averageText(root)}:`;

/** `the Hessian trace 0.99 × [0.98, 0.99] and the loss gap −0.001 [−0.002, 0.001]`, each with its problem where there are several. */
function itemsText(claims: readonly Claim[], verdict: Verdict): string {
  const several = unique(claims.map(({ root }) => root.common.problem)).length > 1;
  const problem = several ? problemText : () => '';
  return `${listed(
    claims.map(({ root }) => {
      const number =
        verdict === 'undefined' ? '' : `${isLine(root) ? wholeText(root) : sizeText(root)} for `;
      return `${number}the ${root.metric.name}${problem(root)}`;
    }),
  )}${several ? '' : problemText(claims[0]!.root)}`;
}

/** The whole fitted change of a trend with its interval. */
function wholeText({ size: { kind, slope, span } }: LineRoot): string {
  const scale = (x: number) => (kind === 'ratio' ? Math.exp(x * span) : x * span);
  const ends = slope.interval;
  return estimateText(
    scale(slope.mean),
    ends && [scale(ends[0]), scale(ends[1])],
    kind === 'ratio' ? { unit: ' ×' } : {},
  );
}

function saidOf(
  claims: readonly Claim[],
  verdict: Verdict,
  families: number,
): Omit<Said, 'reason'> {
  const roots = claims.map(({ root }) => root);
  const small = listed(unique(roots.map(({ size }) => size.small.words)));
  const { n, basis } = numbersOf(roots[0]!);
  switch (verdict) {
    case 'negligible':
      return { text: 'detectable and negligible', remark: ` (less than ${small}).` };
    case 'equal':
      return { text: `equal within ${small}`, remark: '.' };
    case 'suggestive':
      return { text: SUGGESTIVE, remark: suggestiveRemark(families) };
    case 'none':
      return {
        text: undefined,
        remark: `${noVerdict(basis as 'one seed' | 'no spread', n)}.`,
      } as never;
    case 'undefined':
      return n === 1
        ? { remark: 'none can be told from 0, so their ratio is undefined.' }
        : { text: 'none can be told from 0, so their ratio is undefined', remark: '.' };
    default:
      return { text: 'cannot tell', remark: `${moreText(claims)}.` };
  }
}

/** About how many seeds would tell, of a single claim. */
function moreText(claims: readonly Claim[]): string {
  const more = claims.map(({ root, told }) => {
    const { slack } = root.size;
    return claimedOf(numbersOf(root), told, { sides: ['larger', 'smaller'], slack }).moreSeeds;
  });
  const least = more.filter((one) => one !== null);
  if (least.length === 0) return '; no number of seeds that is practical would tell';
  const fewest = Math.min(...least);
  return claims.length === 1
    ? `; about ${plural(fewest, 'more seed')} would tell if mean and spread stayed`
    : `; about ${plural(fewest, 'more seed')} would tell the first of them if mean and spread stayed`;
}

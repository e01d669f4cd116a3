import { mean } from '../../stats/summary.ts';
import { estimateText, roughly, withArticle } from '../arms/wording.ts';
import { type Claim, numbersOf } from './claim.ts';
import { type ContrastRoot, isLine, type LineRoot } from './root.ts';
import {
  changeText,
  countText,
  endOf,
  listed,
  nameOfSide,
  problemText,
  rangeText,
  settingsText,
  sharedProblemText,
  sizeText,
} from './words.ts';

/** A sentence up to its verdict, the verdict, and what follows it. */
export interface Said {
  readonly reason: string;
  readonly text?: string;
  readonly remark?: string;
}

/** The sentence about an effect that is told and not negligible, in one problem or alike in several. */
export function loudSentence(claims: readonly Claim[]): Said {
  const roots = claims.map(({ root }) => root);
  const lines = roots.filter(isLine);
  return lines.length > 0
    ? lineSentence(claims, lines)
    : contrastSentence(claims, roots as ContrastRoot[]);
}

function lineSentence(claims: readonly Claim[], roots: readonly LineRoot[]): Said {
  const { metric, family, common, size } = roots[0]!;
  const { symbol } = family.axis;
  const one = roots.length === 1 ? problemText(roots[0]!) : '';
  const over = `over ${symbol} = ${size.values.join(', ')}${common.method}${one}${settingsText(roots[0]!)}`;
  const numbers = listed(
    roots.map((root) => `${lawText(root)}${roots.length === 1 ? '' : problemText(root)}`),
  );
  const tau = roughly(mean(roots.map((root) => root.size.tau)));
  const ends = `from ${symbol} = ${size.values[0]} to ${size.values.at(-1)}`;
  const changes = listed(roots.map(changeText));
  const range = roots.length === 1 ? rangeText(size.parts) : '';
  return {
    reason:
      `${endOf(claims)}, ${over}, the ${metric.name} ${LAWS[size.law](symbol, numbers)}, ${changes} ${ends} ` +
      `(${range}mean Kendall τ within seeds ${tau}; ${countText(roots, 'seed')}): `,
    text: `${numbersOf(roots[0]!).mean > 0 ? 'rises' : 'falls'} with ${symbol}${everywhere(roots.length)}`,
    remark: '.',
  };
}

const everywhere = (n: number) => (n === 1 ? '' : n === 2 ? ' in both' : ` in all ${n}`);

/** The number of the law with its interval. */
const lawText = ({ size: { slope } }: LineRoot): string =>
  estimateText(slope.mean, slope.interval, { digits: 2 });

const LAWS = {
  power: (symbol: string, number: string) => `goes as ${symbol} to the power ${number}`,
  doubling: (symbol: string, number: string) => `changes by ${number} per doubling of ${symbol}`,
  exponential: (symbol: string, number: string) => `goes as exp(b ${symbol}) with b = ${number}`,
  linear: (symbol: string, number: string) => `changes by ${number} per unit of ${symbol}`,
} as const;

function contrastSentence(claims: readonly Claim[], roots: readonly ContrastRoot[]): Said {
  const [root] = roots as [ContrastRoot];
  const { metric, size } = root;
  const several = roots.length > 1;
  const [arm, reference] = [nameOfSide(root, 0), nameOfSide(root, 1)];
  const sizes = listed(roots.map((one) => `${sizeText(one)}${several ? problemText(one) : ''}`));
  const begin =
    metric.at === 'start'
      ? `${endOf(claims)}, ${arm} has ${withArticle(metric.name)}`
      : `${endOf(claims)}, ${arm} ended at ${withArticle(metric.name)}`;
  const what =
    size.kind === 'ratio'
      ? `${sizes} that of ${reference}`
      : `that differs from that of ${reference} by ${sizes}`;
  const range = several ? '' : rangeOf(root);
  return {
    reason: `${begin} ${what}${several ? '' : sharedProblemText(root)}${averageText(root)} (${range}${countText(roots, 'paired seed')}): `,
    text: `${numbersOf(root).mean > 0 ? 'larger' : 'smaller'}${everywhere(roots.length)}`,
    remark: '.',
  };
}

/** What a comparison of several arms is an average of. */
export function averageText(root: ContrastRoot): string {
  const { family, size } = root;
  if (family.matched) return settingsText(root);
  return size.pairs.length === 1
    ? ', whose keys are others'
    : ', on average over all their arms, whose keys are others';
}

const rangeOf = ({ size: { kind, parts } }: ContrastRoot): string =>
  kind === 'ratio' ? rangeText(parts.map(Math.exp), ' ×') : rangeText(parts);

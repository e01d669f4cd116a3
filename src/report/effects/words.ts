import { significant } from '../../core/format.ts';
import type { Interval } from '../../core/range.ts';
import { estimateText, plural, unique } from '../arms/wording.ts';
import type { Claim } from './claim.ts';
import { endText } from './end-losses.ts';
import { missingText } from './ended-arms.ts';
import type { ContrastRoot, LineRoot, Root } from './root.ts';

/** Whether all arms of a comparison have one problem, which then is said once and not of each. */
const oneProblem = ({ size }: ContrastRoot): boolean =>
  unique(size.pairs.flat().map(({ problem }) => problem)).length === 1;

/** ` (true labels)`, behind what is compared. */
export const sharedProblemText = (root: ContrastRoot): string =>
  oneProblem(root) ? problemText(root) : '';

/** One side of a comparison: an arm, or what its arms have in common. */
export function nameOfSide(root: ContrastRoot, side: 0 | 1): string {
  const { size, family, common } = root;
  const first = size.pairs[0]![side];
  const arms = unique(
    size.pairs.map((pair) => (oneProblem(root) ? pair[side].short : pair[side].label)),
  );
  if (arms.length === 1) return arms[0]!;
  if (family.axis.name === 'method') return first.card.title;
  const { value } = family.settings[0]![side];
  return `${common.method === '' ? 'runs' : common.method.replace(/^ of | at /, '').trim()} with ${family.axis.wordsOf(value)}`;
}

/** Where the arms ended, with their losses where these are not equal. */
export function endOf(claims: readonly Claim[]): string {
  const all = claims.map(({ root }) => root);
  if (all[0]!.metric.at === 'start') return 'From the initial weights';
  const losses = all.map(({ size }) => size.losses!);
  const equal = losses.every((one) => one.equal);
  const widest = losses.reduce((a, b) => (spreadOf(b.losses) > spreadOf(a.losses) ? b : a));
  return endText(all[0]!.arms, { ...widest, equal });
}

const spreadOf = (losses: readonly number[]) => Math.max(...losses) / Math.min(...losses);

/** `n = 5 seeds`, and what was left out. */
export function countText(roots: readonly Root[], noun: string): string {
  const counts = unique(roots.map(({ size }) => String(numberOf(size))));
  const n =
    counts.length === 1 ? plural(Number(counts[0]), noun) : `${counts.join(' or ')} ${noun}s`;
  const missing = missingText([...new Set(roots.flatMap(({ size }) => size.passedOver))]);
  return `n = ${n}${leftText(roots)}${missing}`;
}

const numberOf = (size: Root['size']) => ('law' in size ? size.slope.n : size.evidence.n);

function leftText(roots: readonly Root[]): string {
  const out = Math.max(...roots.map(({ size }) => ('law' in size ? 0 : size.leftOut)));
  return out === 0 ? '' : `; ${plural(out, 'run')} left out`;
}

/** The settings that a number is an average of: ` on average over η = 0.05; η = 0.1`. */
export function settingsText({ common: { settings } }: Root): string {
  const own = unique(settings).filter((one) => one !== '');
  if (own.length < 2) return '';
  return compact(own).length <= MOST
    ? `, on average over ${compact(own)}`
    : `, on average over ${plural(own.length, 'setting')}`;
}

/** `η = 0.05, 0.1` of `η = 0.05` and `η = 0.1`; else one after another. */
function compact(texts: readonly string[]): string {
  const parts = texts.map((text) => /^([^=,]+ = )([^=,]+)$/.exec(text));
  const symbols = unique(parts.map((part) => part?.[1] ?? ''));
  return symbols.length === 1 && symbols[0] !== ''
    ? `${symbols[0]}${parts.map((part) => part![2]).join(', ')}`
    : texts.join('; ');
}

/** More letters of a list nobody reads. */
const MOST = 60;

/** ` (0.23 to 0.99 ×)`: the least and the greatest of what was averaged. */
export function rangeText(parts: readonly number[], unit = ''): string {
  if (parts.length < 2) return '';
  const [low, high] = [Math.min(...parts), Math.max(...parts)].map((x) => significant(x, 2));
  return low === high ? '' : `${low} to ${high}${unit} by setting; `;
}

/** The whole change of a trend: `4.2 ×`, or `0.06`. */
export function changeText({ size }: LineRoot): string {
  const whole = size.slope.mean * size.span;
  return size.kind === 'ratio' ? `${significant(Math.exp(whole))} ×` : signed(whole);
}

/** `+0.06`, `−0.02`. */
const signed = (x: number) => (x > 0 ? `+${significant(x)}` : significant(x));

/** A comparison as one number: `0.53 × [0.41, 0.69]`, `−0.013 [−0.02, −0.006]`. */
export function sizeText({ size: { kind, evidence } }: ContrastRoot): string {
  const scale = (x: number) => (kind === 'ratio' ? Math.exp(x) : x);
  const interval: Interval | null = evidence.interval && [
    scale(evidence.interval[0]),
    scale(evidence.interval[1]),
  ];
  return estimateText(scale(evidence.mean), interval, kind === 'ratio' ? { unit: ' ×' } : {});
}

/** `(true labels)` of claims about several problems, each with its own. */
export const problemText = ({ common: { problem } }: Root): string =>
  problem === '' ? '' : ` (${problem})`;

/** `a, b and c`. */
export const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

import { shareText, significant } from '../../core/format.ts';
import { LOSS_TOLERANCE } from '../../stats/mismatch.ts';
import type { UnitName } from '../statements/statement.ts';
import type { Ends, Mismatch, Verdict } from './verdict.ts';

/** What a sentence is made from. */
export type Told = Omit<Verdict, 'sentence' | 'parts' | 'runs' | 'because' | 'source'> & {
  readonly label: string;
};

/**
 * The verdict in one sentence: what was said, the verdict, the quantity with its size, interval and n, what was
 * predicted, and why. The only place where a verdict becomes words.
 */
export function sentenceOf(told: Told): string {
  const { says, id, verdict, quantity, label, reason, mismatch, statedBefore, look } = told;
  const head = `${headOf({ says, id })}${verdictText(verdict)}.`;
  const at = label === '' || label === 'all' ? '' : ` (${label})`;
  const asides = [
    ...(isUnequal(mismatch) ? [`${mismatchText(mismatch)}: ${armsText(mismatch)}`] : []),
    ...(statedBefore === false ? ['stated after the data'] : []),
    ...(look > 1 ? [`look ${look} at it, with units added in between`] : []),
  ];
  const body = `${capital(quantity)}${at}${sizeText(told)}`;
  return `${head} ${[`${body}${reason === '' ? '' : `: ${reason}`}`, ...asides].join('; ')}.`;
}

/** What the sentence says before its verdict. */
export const headOf = ({ says, id }: Pick<Verdict, 'says' | 'id'>): string =>
  `${withoutStop(says ?? id)}: `;

/** A sentence without its full stop, for what goes on after it. */
export const withoutStop = (text: string): string => text.replace(/[.\s]+$/, '');

/** A verdict, or what stands in its place, in words: `not reached`. */
export const verdictText = (verdict: string): string => verdict.replace('-', ' ');

const capital = (text: string) =>
  /^the |^left /.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;

function sizeText({ estimate, measured, predicted, n, units, level, verdict }: Told): string {
  const range = verdict === 'measured' ? '' : `, predicted ${rangeText(predicted)}`;
  if (measured === null) return range;
  const size = estimate === null ? 'without an upper end' : significant(estimate);
  const count = units === 'none' ? 'computed' : `n = ${n} ${unitText(units, n)}, ${percent(level)}`;
  return ` is ${size} ${intervalText(measured)} (${count})${range}`;
}

export const unitText = (units: UnitName, n: number): string =>
  n === 1 ? units.slice(0, -1) : units;

/** A predicted range in words. */
export function rangeText([low, high]: Ends): string {
  if (low === null && high === null) return 'any number';
  if (low === null) return `below ${number(high!)}`;
  return high === null ? `above ${number(low)}` : `in [${number(low)}, ${number(high)}]`;
}

export const intervalText = ([low, high]: Ends): string =>
  `[${low === null ? '−∞' : number(low)}, ${high === null ? '∞' : number(high)}]`;

const number = (x: number) => significant(x, 4);

const percent = (level: number) => `${significant(100 * level)} %`;

/** Whether the arms of a statement differ by more than a sentence may keep to itself. */
export const isUnequal = (mismatch: Mismatch | null): mismatch is Mismatch =>
  mismatch !== null && mismatch.share > LOSS_TOLERANCE;

/** By how much arms differ. */
export const mismatchText = ({ of, share }: Mismatch): string =>
  `${of === 'trainLoss' ? 'training losses' : of} of its arms differ by ${shareText(share)}`;

function armsText({ arms }: Mismatch): string {
  const sorted = [...arms].sort((a, b) => a.value - b.value);
  const ends = [sorted[0]!, sorted.at(-1)!].map(
    ({ label, value }) => `${significant(value)} (${label})`,
  );
  return ends.join(' to ');
}

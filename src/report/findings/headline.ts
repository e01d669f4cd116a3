import type { Finding, Weight } from './finding.ts';
import { RANKS } from './weight.ts';

/** Findings that a report opens with. */
const MOST = 3;

/**
 * The one to three findings that a report opens with: the weightiest about arms and a measure that was asked for, the weightiest about their losses and
 * accuracies where it is told, and the weightiest that holds runs against theory; then others, of other sections first. That an effect is negligible
 * is an answer too; only where there is none does a finding stand here that tells nothing. The words of the question are not read: what
 * varies and what was measured is.
 */
export function headlineOf(found: readonly Finding[]): readonly Finding[] {
  const weighed = found
    .filter(({ weight }) => weight !== undefined)
    .sort((a, b) => rankOf(a) - rankOf(b));
  const answers = weighed.filter(({ weight }) => ANSWERS.includes(weight!.rank));
  const own = answers.length > 0 ? answers : weighed;
  const [asked, given, theory] = [
    own.filter(({ weight }) => weight!.against === 'arms' && weight!.asked),
    own.filter(({ weight }) => !weight!.asked && weight!.rank === 'told'),
    own.filter(({ weight }) => weight!.against === 'theory'),
  ];
  const slots = [asked, given, theory].flatMap((some) => some.slice(0, 1));
  const others = own.filter(({ topic }) => slots.every((one) => one.topic !== topic));
  return [...new Set([...slots, ...others, ...own])].slice(0, MOST);
}

/** What is an answer, be it that there is nothing. */
const ANSWERS: readonly Weight['rank'][] = ['told', 'suggestive', 'negligible'];

const rankOf = ({ weight }: Finding): number => RANKS.indexOf(weight!.rank);

import { significant } from '../../core/format.ts';
import type { Ahead } from '../../lab/costs/ahead.ts';
import type { Basis } from '../../lab/costs/expected.ts';

/** What is still to be computed, how long it may take and on what that stands, in plain lines. */
export function aheadText(ahead: Ahead): readonly string[] {
  const { runs, seconds, lanes, bytes, factor, basis } = ahead;
  if (runs === 0) return ['To compute: nothing, every run is on record'];
  const [low, high] = [seconds / factor, seconds * factor].map(durationText);
  const by = (Object.keys(WORDS) as Basis[]).filter((name) => basis[name] > 0);
  return [
    `To compute: ${runs === 1 ? '1 run' : `${runs} runs, ${lanes} at a time`}, about ${durationText(seconds)} (${low} to ${high}) and ${bytesText(bytes)} of disk`,
    ...by.map((name) => `  ${basis[name] === runs ? 'all' : basis[name]} by ${WORDS[name]}`),
  ];
}

/** On what the expectation of a run stands. */
const WORDS: Readonly<Record<Basis, string>> = {
  arm: 'records of the same settings under other seeds',
  experiment: 'the cost model, corrected by records of this experiment',
  model:
    'the cost model of docs/performance.md and the speed of this machine, taken in a tenth of a second',
};

/** `40 s`, `3.5 min`, `12 h`: to two digits, since it is a forecast. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${significant(Math.max(1, seconds), seconds < 10 ? 1 : 2)} s`;
  if (seconds < 90 * 60) return `${significant(seconds / 60, 2)} min`;
  return `${significant(seconds / 3600, 2)} h`;
}

/** `26 MB`, in powers of ten. */
function bytesText(bytes: number): string {
  const [unit, size] = (
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ] as const
  ).find(([, one]) => bytes >= one) ?? ['B', 1];
  return `${significant(bytes / size, 2)} ${unit}`;
}

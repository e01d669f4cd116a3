import type { Run } from '../../lab/records/record.ts';
import { metricOf } from '../arms/metric.ts';
import { capitalised, estimateText } from '../arms/wording.ts';
import { pairVerdict } from '../effects/arm-pairs.ts';
import type { ArmPair } from '../effects/effect.ts';
import type { Block } from './block.ts';

/** Every two arms that are held against each other, a table for each metric. */
export function pairTables(pairs: readonly ArmPair[], runs: readonly Run[]): Block[] {
  const quantities = [...new Set(pairs.map(({ quantity }) => quantity))];
  return quantities.map((quantity): Block => {
    const metric = metricOf(runs, quantity);
    return {
      kind: 'table',
      caption:
        `${capitalised(metric === undefined ? quantity : metric.name)}, two arms at a time: the geometric mean of their ratio (×) or the mean of ` +
        'their difference, paired by seed, with its 95 % interval. Verdicts hold beside all others of the report; arms of a ' +
        'trend or of an average are told apart only where it is told.',
      head: ['arm', 'reference', 'ratio or difference', 'n', 'verdict'],
      rows: pairs
        .filter((pair) => pair.quantity === quantity)
        .map((pair) => [pair.arm, pair.reference, sizeOf(pair), String(pair.n), pairVerdict(pair)]),
    };
  });
}

const sizeOf = ({ kind, estimate, interval }: ArmPair): string =>
  estimate === null
    ? '–'
    : estimateText(estimate, interval, kind === 'ratio' ? { unit: ' ×' } : {});

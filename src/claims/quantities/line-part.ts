import { type Range, range } from '../../core/range.ts';
import { meanEstimate } from '../estimates/mean-estimate.ts';
import type { Gathered, Part } from '../estimates/part.ts';
import { rising } from '../table/arithmetic.ts';
import type { Missing, Quantity } from '../table/value.ts';
import type { Line } from './grid.ts';
import { type Ground, meansOf } from './ground.ts';

/** What lines left out, each once. */
export const scopeOf = (lines: readonly Line[]): string[] => [
  ...new Set(lines.flatMap(({ scope }) => scope)),
];

/** The numbers as they are, or their logarithms. */
export function scaledBy(
  scale: 'log' | 'linear',
  ys: readonly Quantity[],
): readonly Quantity[] | Missing {
  if (scale === 'linear') return ys;
  const logs: Quantity[] = [];
  for (const y of ys) {
    const one = rising('log', y);
    if (one.kind === 'missing') return one;
    logs.push(one);
  }
  return logs;
}

/** The mean of one number a unit; shown as a ratio where it is a logarithm. */
export function meanPart(
  ground: Ground,
  label: string,
  target: Range,
  gathered: Gathered,
  grain = 0,
  isLog = false,
): Part {
  const shown = (x: number) => (isLog ? Math.exp(x) : x);
  return {
    ...{ label, gathered },
    predicted: range(shown(target.low), shown(target.high)),
    estimate: (samples, level) => {
      const found = meanEstimate(
        samples.map(({ quantity }) => quantity),
        target,
        { ...meansOf(ground, level), grain },
      );
      if ('undefined' in found) return found;
      const [low, high] = found.interval;
      return {
        ...{ ...found, estimate: shown(found.estimate), interval: [shown(low), shown(high)] },
        ...(found.spread && isLog && { spread: { ...found.spread, of: 'logarithms' as const } }),
      };
    },
  };
}

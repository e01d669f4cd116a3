import type { Forecast } from '../../claims/judging/forecast.ts';
import { shareText, significant } from '../../core/format.ts';

/** A forecast in plain lines: what can be told, from which spread, and what stands in the way. */
export const forecastLines = (one: Forecast): readonly string[] => [
  `${one.id}: ${toldText(one)}`,
  ...one.warnings.map((warning) => `  ! ${warning}`),
];

function toldText({ n, units, spread, effect, effectAtWorst, quantity, kind }: Forecast): string {
  if (units === 'none') return `${quantity} is computed, and needs no seeds`;
  const count = n === 0 ? 'no runs' : `${n} ${n === 1 ? units.slice(0, -1) : units}`;
  if (effect === null)
    return kind === 'share' || spread !== null || n < 2
      ? `${quantity}, ${count}`
      : `${quantity}, ${count}: how far apart they will lie is not known; state it with spread:, or run two or three seeds first`;
  const size = (x: number) => (spread?.of !== 'logarithms' ? significant(x) : shareText(x));
  const worst =
    effectAtWorst !== null && effectAtWorst > effect
      ? ` (${size(effectAtWorst)} where the other statements leave it least)`
      : '';
  return `${quantity}, ${count}: told four times in five if the truth is ${size(effect)}${worst} from an edge of its range${spreadText({ spread, units })}`;
}

function spreadText({ spread, units }: Pick<Forecast, 'spread' | 'units'>): string {
  if (spread === null) return '';
  const { sd, of, n, interval } = spread;
  const shown = (x: number) => (of === 'logarithms' ? shareText(Math.expm1(x)) : significant(x));
  return interval === null
    ? `; ${units} are said to differ by ${shown(sd)}`
    : `; ${n} finished ${units} differ by ${shown(sd)} (95 %: ${shown(interval[0])} to ${shown(interval[1])})`;
}

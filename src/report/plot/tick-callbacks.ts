import type { TickRule } from './figure.ts';
import { ticksFor } from './ticks.ts';

/** What Chart.js hands to its callbacks. */
interface DrawnScale {
  readonly min: number;
  readonly max: number;
  ticks: { value: number }[];
}

/** The callbacks by which Chart.js ticks a scale as its rule says, wherever the scale begins and ends. */
export function tickCallbacks(rule: TickRule, scale: { readonly ticks?: object }) {
  const labels = new Map<number, string | string[]>();
  return {
    afterBuildTicks(axis: DrawnScale) {
      const ticks = ticksFor(rule, axis.min, axis.max);
      for (const { value, label } of ticks) {
        labels.set(value, typeof label === 'string' ? label : [...label]);
      }
      axis.ticks = ticks.map(({ value }) => ({ value }));
    },
    ticks: {
      autoSkip: false,
      maxRotation: 0,
      ...scale.ticks,
      callback: (value: number) => labels.get(value) ?? '',
    },
  };
}

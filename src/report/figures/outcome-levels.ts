import { mean } from '../../stats/summary.ts';
import { type Arm, hasEdge } from '../arms/arm.ts';
import { bySeed } from '../arms/measured.ts';
import type { JsonObject } from '../plot/figure.ts';

/** The sharpness 2/η at which gradient descent with this arm's η loses stability. */
export interface Edge {
  readonly arm: Arm;
  readonly y: number;
}

/** 2/η of each arm of GD and SGD, where it is near enough to the greatest λ not to flatten the data. */
export function stabilityEdges(arms: readonly Arm[], greatest: number): readonly Edge[] {
  return arms.flatMap((arm) => {
    const rate = hasEdge(arm) ? arm.rate : undefined;
    return rate !== undefined && 2 / rate <= 1.4 * greatest ? [{ arm, y: 2 / rate }] : [];
  });
}

/** A short dashed line at 2/η in the slot of its arm; the i-th, of which the first is labelled. */
export const edgeDataset = (
  { arm, y }: Edge,
  at: ReadonlyMap<Arm, number>,
  i: number,
): JsonObject => ({
  ...(i === 0 ? { label: '2/η' } : {}),
  pointStyle: 'line',
  data: [-0.36, 0.36].map((side) => ({ x: at.get(arm)! + side, y })),
  showLine: true,
  radius: 0,
  borderColor: '#c0392b',
  borderWidth: 2,
  borderDash: [6, 4],
  order: 12,
});

/** 2/λ₀ and 4/λ₀ over the slots of each problem, averaged over seeds as η_max itself is. */
export function thresholdLevels(arms: readonly Arm[], at: ReadonlyMap<Arm, number>) {
  return [...new Set(arms.map(({ problem }) => problem))].flatMap((problem) => {
    const own = arms.filter((arm) => arm.problem === problem);
    const starts = new Map(own.flatMap((arm) => [...bySeed(arm, 'initialSharpness')]));
    if (starts.size === 0) return [];
    const places = own.map((arm) => at.get(arm)!);
    const from = Math.min(...places) - 0.6;
    const to = Math.max(...places) + 0.6;
    return LEVELS.map(({ multiple, label, dash }) => {
      const y = mean([...starts.values()].map((lambda) => multiple / lambda));
      return { y, from, to, label, dash };
    });
  });
}

const LEVELS = [
  { multiple: 2, label: '2/λ₀', dash: [9, 5] },
  { multiple: 4, label: '4/λ₀', dash: [2, 5] },
];

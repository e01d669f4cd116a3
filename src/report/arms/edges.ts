import { mean } from '../../stats/summary.ts';
import { type Arm, hasEdge } from './arm.ts';
import { bySeed } from './measured.ts';

/** The edge of stability 2/η of gradient descent with an arm's η. */
export interface Edge {
  readonly arm: Arm;
  readonly rate: number;
  /** 2/η */
  readonly lambda: number;
}

/** A line farther above the data than this would flatten them; by trial. */
const NEAR = 1.4;

/** 2/η of each arm of GD and SGD, where it is not far above the greatest λ. */
export const edgesNear = (arms: readonly Arm[], greatest: number): readonly Edge[] =>
  arms.flatMap((arm) => {
    const rate = hasEdge(arm) ? arm.rate : undefined;
    return rate !== undefined && 2 / rate <= NEAR * greatest
      ? [{ arm, rate, lambda: 2 / rate }]
      : [];
  });

/** Lines that can be told apart. */
const MOST_LINES = 6;

/** The same once for each η, with a label; none where there are too many. */
export function edgeLines(arms: readonly Arm[], greatest: number) {
  const byRate = new Map(edgesNear(arms, greatest).map((edge) => [edge.rate, edge]));
  if (byRate.size > MOST_LINES) return [];
  return [...byRate.values()].map((edge) => ({
    ...edge,
    label: `2/η = ${Number(edge.lambda.toPrecision(3))}  (η = ${edge.rate})`,
  }));
}

/** `multiple`/λ₀, averaged over seeds as η_max itself is; undefined where no λ₀ was measured. */
export function initialEdge(arms: readonly Arm[], multiple: number): number | undefined {
  const starts = new Map(arms.flatMap((arm) => [...bySeed(arm, 'initialSharpness')]));
  return starts.size === 0
    ? undefined
    : mean([...starts.values()].map((lambda) => multiple / lambda));
}

import type { Run } from '../../lab/records/record.ts';
import { type OverSeeds, overSeeds } from '../../stats/over-seeds.ts';
import { logLogSlope } from '../../stats/regression.ts';
import type { Arm } from '../arms/arm.ts';
import { diverged } from '../arms/measured.ts';
import { ROUNDING } from '../arms/spread.ts';

/** Weights θ, or the network's outputs on the test examples. */
export type Space = 'weights' | 'outputs';

/** How far gradient descent is from gradient flow at one training time, by η. */
export interface Distance {
  /** What sets the problem apart; empty if there is one. */
  readonly problem: string;
  readonly space: Space;
  readonly time: number;
  /** By increasing η: relative distances of the seeds that have both. */
  readonly points: readonly { readonly rate: number; readonly values: readonly number[] }[];
  /** What distances are divided by. */
  readonly relativeTo: 'displacement' | Space;
  /** Exponent p of distance ∝ ηᵖ, fitted per seed and averaged. */
  readonly slope: OverSeeds;
  /** Seeds in which every halving of η brought GD nearer, of all seeds. */
  readonly monotone: number;
}

/**
 * ‖θ_GD(t) − θ_flow(t)‖ / ‖θ_flow(t) − θ_flow(0)‖ by η at each common time, paired by seed; in function the
 * same of the outputs f.
 *
 * Divided by ‖θ_flow(t)‖ where weights at time 0 were not kept. Times with two rates or more.
 */
export function distancesToFlow(arms: readonly Arm[], space: Space): readonly Distance[] {
  const flow = tightestFlow(arms.map(ended));
  const descents = arms.filter(({ family }) => family === 'descent').map(ended);
  if (flow === undefined || descents.length < 2) return [];
  const times = new Set(flow.runs.flatMap(({ snapshots }) => snapshots.map(({ time }) => time)));
  const ordered = [...times].filter((time) => time > 0).sort((a, b) => a - b);
  return ordered.flatMap((time) => distanceAt(space, time, flow, descents) ?? []);
}

/** An arm without the runs that diverged: on the way there they are far from the flow whatever the order of the method. */
const ended = (arm: Arm): Arm => ({ ...arm, runs: arm.runs.filter((run) => !diverged(run)) });

function tightestFlow(arms: readonly Arm[]): Arm | undefined {
  const tolerance = ({ method }: Arm) =>
    'tolerance' in method ? method.tolerance : Number.POSITIVE_INFINITY;
  return arms
    .filter(({ family, runs }) => family === 'flow' && runs.length > 0)
    .sort((a, b) => tolerance(a) - tolerance(b))[0];
}

function distanceAt(
  space: Space,
  time: number,
  flow: Arm,
  descents: readonly Arm[],
): Distance | null {
  const at = (run: Run, when: number) => keptAt(run, when, space);
  const origin = flow.runs.every((run) => at(run, 0) || !at(run, time));
  const perSeed = flow.runs.flatMap((reference) => {
    const target = at(reference, time);
    const start = origin ? at(reference, 0) : undefined;
    if (target === undefined) return [];
    const unit = norm(target, start);
    const own = descents.flatMap((arm) => {
      const run = arm.runs.find(({ spec }) => spec.seed === reference.spec.seed);
      const theta = run && at(run, time);
      if (!theta || theta.length !== target.length || !(unit > 0)) return [];
      const value = norm(theta, target) / unit;
      const rate = arm.rate ?? Number.NaN;
      return value > 0 && Number.isFinite(value) ? [{ rate, value }] : [];
    });
    return own.length >= 2 ? [own.sort((a, b) => a.rate - b.rate)] : [];
  });
  if (perSeed.length === 0) return null;
  const rates = [...new Set(perSeed.flat().map(({ rate }) => rate))].sort((a, b) => a - b);
  return {
    problem: flow.problem,
    space,
    time,
    points: rates.map((rate) => ({
      rate,
      values: perSeed.flat().flatMap((point) => (point.rate === rate ? [point.value] : [])),
    })),
    relativeTo: origin ? 'displacement' : space,
    slope: slopeOf(perSeed),
    monotone: perSeed.filter((own) => own.every((p, i) => i === 0 || p.value > own[i - 1]!.value))
      .length,
  };
}

type Values = Run['snapshots'][number]['theta'];

// Kept at that very time: at another one, the distance would be that of the clocks.
const keptAt = (run: Run, time: number, space: Space): Values | undefined =>
  run.snapshots.find((kept) => Math.abs(kept.time - time) <= 1e-6 * Math.max(1, time))?.[
    space === 'weights' ? 'theta' : 'outputs'
  ];

function norm(theta: Values, from: Values | undefined): number {
  let total = 0;
  for (let i = 0; i < theta.length; i++) total += (theta[i]! - (from?.[i] ?? 0)) ** 2;
  return Math.sqrt(total);
}

// The points of one seed lie on a smooth curve: what a regression leaves over is its bend, and no chance.
const slopeOf = (perSeed: readonly (readonly { rate: number; value: number }[])[]): OverSeeds =>
  overSeeds(
    perSeed.map(
      (own) =>
        logLogSlope(
          own.map(({ rate }) => rate),
          own.map(({ value }) => value),
        ).value,
    ),
    { resolution: ROUNDING },
  );

import type { Rng } from '../../../src/core/random.ts';
import { catapultWatch } from '../../../src/dynamics/training/catapult.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { flow, gd, run, sgd, spec } from '../synthetic-runs.ts';

/** How many seeds and arms a simulated experiment has. */
export interface Size {
  readonly seeds: number;
  readonly arms: number;
}

/** What is true of SGD arms whose batch size doubles from arm to arm. */
export interface BatchTruth {
  /** Exponent of the trace and of λ in B; the gap changes by a hundredth of it per doubling. */
  readonly power: number;
  /** Spread of the arms' own effects on the trace and on the gap, in units of the noise of a run. */
  readonly armSpread: number;
  /** Correlation of these two effects. */
  readonly correlation: number;
  /** ln of the largest stable η over 2/λ₀. */
  readonly stability: number;
  /** Half-width of the brackets of η_max, in its logarithm; 0 for a point. */
  readonly bracket: number;
}

export const nothing: BatchTruth = {
  ...{ power: 0, armSpread: 0, correlation: 0 },
  ...{ stability: 0, bracket: 0 },
};

/** Standard deviations from run to run: of ln trace, of the gap, of ln η_max. */
export const NOISE = { log: 0.1, gap: 0.005, threshold: 0.03 } as const;
const TEST = 2000;

/**
 * SGD arms B = 4, 8, …, all paired by seed. A seed moves the trace and the gap of all its runs alike, as its
 * images and initial weights do: over runs trace and gap go together even where nothing else relates them.
 */
export function batchWorld(stream: Rng, { seeds, arms }: Size, truth: BatchTruth): Run[] {
  const { power, armSpread, correlation, stability, bracket } = truth;
  const levels = stream.normals(seeds);
  const own = Array.from({ length: arms }, () => {
    const [a, b] = [stream.normal(), stream.normal()];
    return [armSpread * a, armSpread * (correlation * a + Math.sqrt(1 - correlation ** 2) * b)];
  });
  return own.flatMap(([onTrace, onGap], arm) =>
    Array.from(levels, (level, seed) => {
      const doublings = power * arm;
      const logOf = (size: number) =>
        0.3 * level + doublings * Math.LN2 + size * (onTrace! + stream.normal());
      const gap = 0.06 + 0.02 * level + doublings / 100 + NOISE.gap * (onGap! + stream.normal());
      const accuracy = 0.05 + 0.01 * level + 0.0005 * stream.normal();
      const lambda0 = 6.5 * Math.exp(0.1 * stream.normal());
      const edge = (2 / lambda0) * Math.exp(stability + NOISE.threshold * stream.normal());
      const made = run(spec(sgd(4 * 2 ** arm), seed), {
        trace: 400 * Math.exp(logOf(NOISE.log)),
        sharpness: 20 * Math.exp(logOf(NOISE.log)),
        lossGap: gap,
        // Counts of examples: seeds may well agree to the last digit.
        accuracyGap: Math.round(TEST * accuracy) / TEST,
        initialSharpness: lambda0,
        threshold: edge,
      });
      return bracket === 0 ? made : bracketed(made, edge, bracket, stream.uniform());
    }),
  );
}

/** What bisection would say of a threshold: the middle of a bracket in the logarithm, which holds it anywhere. */
function bracketed(of: Run, edge: number, half: number, place: number): Run {
  const middle = Math.log(edge) + (2 * place - 1) * half;
  const [low, high] = [Math.exp(middle - half), Math.exp(middle + half)];
  const { cost } = of.scalars.threshold!;
  const value = (low + high) / 2;
  const threshold = {
    value,
    stderr: (high - low) / 2,
    interval: [low, high] as const,
    bounds: [low, high] as const,
    cost,
    converged: true,
  };
  return { ...of, scalars: { ...of.scalars, threshold } };
}

/** What is true of a flow and of gradient descent. */
export interface DescentTruth {
  /** ln of λ at the end of the flow over that at its start. */
  readonly rise: number;
  /** ln of λ over 2/η late in descent. */
  readonly edge: number;
  /** Exponent of the distance to the flow in η. */
  readonly order: number;
  /** ln of the trace at the largest η over that at the smallest. */
  readonly trace: number;
  /** Standard deviation of ln trace from run to run. */
  readonly traceNoise: number;
}

/** Standard deviations from seed to seed: of ln λ ratios and of the exponent. */
export const DESCENT_NOISE = { rise: 0.1, edge: 0.03, order: 0.02 } as const;

/** A flow and gradient descent at arms − 1 rates, paired by seed, with λ along training and weights kept. */
export function descentWorld(stream: Rng, { seeds, arms }: Size, truth: DescentTruth): Run[] {
  const rates = Array.from({ length: arms - 1 }, (_, k) => 0.2 / 2 ** k);
  return Array.from({ length: seeds }, (_, seed) => {
    const order = truth.order + DESCENT_NOISE.order * stream.normal();
    const level = 0.3 * stream.normal();
    const traceOf = (log: number) => ({
      trace: 400 * Math.exp(level + log + truth.traceNoise * stream.normal()),
    });
    const rise = Math.exp(truth.rise + DESCENT_NOISE.rise * stream.normal());
    return [
      along(run(spec(flow, seed), traceOf(0)), [5, 5 * Math.sqrt(rise), 5 * rise], 0),
      ...rates.map((rate) => {
        const share = Math.log(rate / rates.at(-1)!) / Math.log(rates[0]! / rates.at(-1)! || 1);
        const top = (2 / rate) * Math.exp(truth.edge + DESCENT_NOISE.edge * stream.normal());
        const made = run(
          spec(gd(rate), seed),
          traceOf(truth.trace * (rates.length > 1 ? share : 0)),
        );
        return along(made, [3, 3, top], rate ** order);
      }),
    ];
  }).flat();
}

/** A run with λ at the times 0, 1 and 4, and weights at a distance from the point (2, 0). */
const along = (of: Run, sharpness: readonly number[], distance: number): Run => ({
  ...of,
  series: {
    step: [0, 1, 4],
    time: [0, 1, 4],
    trainLoss: [0.5, 0.2, 0.01],
    sharpness,
    sharpnessStderr: sharpness.map(() => 0),
  },
  snapshots: [
    { time: 0, theta: Float32Array.of(0, 0) },
    { time: 1, theta: Float32Array.of(2, distance) },
  ],
});

/** Looks at the loss of a run in its stationary state. */
const LOOKS = 200;

/**
 * SGD arms that start at their minimum, where noise alone raises the loss: ½ Σ hᵢ xᵢ² of an autoregressive x in
 * `arms` directions. Nothing of it is a catapult.
 */
export function stationaryWorld(stream: Rng, { seeds, arms }: Size): Run[] {
  return Array.from({ length: seeds }, (_, seed) => {
    const x = stream.normals(arms);
    const losses = Array.from({ length: LOOKS }, () => {
      for (let i = 0; i < arms; i++) x[i] = 0.8 * x[i]! + 0.6 * stream.normal();
      return x.reduce((sum, one) => sum + one * one, 0) / (2 * arms);
    });
    const watch = catapultWatch({ noisy: true });
    for (const [step, loss] of losses.entries()) watch.add({ step, t: step / 10 }, loss);
    const catapult = watch.found();
    const step = losses.map((_, i) => i);
    const made = run(
      spec(sgd(4), seed, { stop: { steps: LOOKS } }),
      { initialSharpness: 5, sharpness: 5 },
      { series: { step, time: step.map((i) => i / 10), trainLoss: losses } },
    );
    return catapult === undefined ? made : { ...made, manifest: { ...made.manifest, catapult } };
  });
}

/** What a measurement cost. */
export interface Cost {
  /** Gradient evaluations, each of the full batch or, under SGD, of a mini-batch. */
  readonly gradients: number;
  /** Hessian–vector products. */
  readonly hvps: number;
  /** Wall-clock seconds; not reproducible, kept for planning only. */
  readonly seconds: number;
}

/** The cost of what is known already. */
export const noCost: Cost = { gradients: 0, hvps: 0, seconds: 0 };

/** The cost of these evaluations, timed from `start` (performance.now(), ms). */
export const costSince = (
  start: number,
  { gradients = 0, hvps = 0 }: Partial<Pick<Cost, 'gradients' | 'hvps'>>,
): Cost => ({ gradients, hvps, seconds: (performance.now() - start) / 1000 });

/** Forward passes that cost as much as a gradient. */
const PASSES_PER_GRADIENT = 3;

/** The cost of some evaluations of L alone, timed from `start` (performance.now(), ms). */
export const costOfPasses = (passes: number, start: number): Cost =>
  costSince(start, { gradients: Math.ceil(passes / PASSES_PER_GRADIENT) });

/** What several measurements cost together. */
export const addCosts = (...costs: readonly Cost[]): Cost =>
  costs.reduce(
    (a, b) => ({
      gradients: a.gradients + b.gradients,
      hvps: a.hvps + b.hvps,
      seconds: a.seconds + b.seconds,
    }),
    noCost,
  );

/** A measured number with its error and its cost. A probe never returns a bare number. */
export interface Estimate {
  readonly value: number;
  /** Standard error, or the half-width of a certified bracket; 0 where the value is exact. */
  readonly stderr: number;
  /** A certified or 95 % interval where the error is not symmetric, as for a bracket. */
  readonly interval?: readonly [low: number, high: number];
  /**
   * Between what the value lies but for chance: a bracket, a residual, round-off. This part of an error does not average out over
   * seeds. Absent: there is none, or all of the error is chance.
   */
  readonly bounds?: readonly [low: number, high: number];
  readonly cost: Cost;
  /** False where the requested accuracy was not reached within the budget. */
  readonly converged: boolean;
}

/** A value that has no error: a deterministic function of the weights. Not converged where it is not finite. */
export const exact = (value: number, cost: Cost): Estimate => ({
  value,
  stderr: 0,
  cost,
  converged: Number.isFinite(value),
});

import { integerAtLeast, positive } from '../../core/check.ts';
import { type Cost, costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { dot, norm } from '../../linalg/float64.ts';
import { krylovSpace } from '../../linalg/lanczos.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { tridiagonalEigen } from '../../linalg/tridiagonal.ts';
import { gradientAt } from '../../objective/gradient-at.ts';
import type { Objective } from '../../objective/objective.ts';
import { thirdRoundOff } from '../operators/round-off.ts';
import {
  FORM_GRADIENT,
  hessianChange,
  type ThirdDerivatives,
  thirdDerivatives,
} from '../operators/third-derivatives.ts';
import { type Eigenpair, eigenpairs } from './eigenvalues.ts';

export interface SharpnessGradientOptions {
  /** Requested error relative to ‖∇λ‖, > 0. */
  readonly tolerance: number;
  /** Hessian–vector products at most, ≥ 2. */
  readonly maxProducts: number;
  readonly random: Rng;
}

/** How the largest eigenvalue λ of ∇²L changes with θ. */
export interface SharpnessGradient {
  /** ‖∇λ‖ */
  readonly norm: Estimate;
  /** dλ/dt along θ′ = −∇L, −⟨∇λ, ∇L⟩. */
  readonly rate: Estimate;
  /** ∇λ. Shape [P]. */
  readonly vector: Float64Array;
}

/** Residual of the first search relative to λ, as a share of the error asked for; by trial: one search in two is enough. */
const FIRST = 0.1;
/** Searches at most, each from where the last one ended. */
const SEARCHES = 4;
/** Lanczos steps for the norm of D³L[u]: its size is needed, not its digits. */
const STEPS = 4;

/**
 * The gradient of the largest *algebraic* eigenvalue of ∇²L, ∇λ = ∇(uᵀ∇²L u) = D³L[u, u] with u its unit eigenvector held fixed, and the
 * rate of progressive sharpening −⟨∇λ, ∇L⟩.
 *
 * ‖∇λ‖² is β and the rate α of Damian, Nichani & Lee, Self-stabilization (ICLR 2023), §4. An eigenvector of residual r is off u by
 * an angle of sine s ≤ (r + ε ‖∇²L‖)/gap, with gap the least that λ is apart from the next eigenvalue (Parlett, The Symmetric Eigenvalue
 * Problem, 1980, §11.7), which moves ∇λ by 2 s ‖D³L[u]‖ and terms of s². With the round-off of third derivatives that is the error e
 * of ∇λ, and e ‖∇L‖ that of the rate: bounds, not chance. ‖D³L[u]‖ is taken from four steps of Lanczos, and the residual is made smaller
 * until e ≤ tolerance · ‖∇λ‖.
 *
 * Not converged where it does not come to that, which of the rate promises an error of tolerance · ‖∇λ‖ ‖∇L‖. Where the two largest
 * eigenvalues cannot be told apart λ has no gradient: NaN, not converged. H is ∇²L at θ. Costs the products for two eigenpairs, ten gradients of forms
 * and a gradient.
 *
 * @throws RangeError unless tolerance is in (0, ∞) and maxProducts an integer ≥ 2
 */
export function sharpnessGradient(
  objective: Objective,
  H: LinearOperator,
  theta: Params,
  { tolerance, maxProducts, random }: SharpnessGradientOptions,
  precision: Precision = objective.precision ?? 'single',
): SharpnessGradient {
  positive('tolerance', tolerance);
  integerAtLeast('maxProducts', maxProducts, 2);
  const start = performance.now();
  const third = thirdDerivatives(objective, precision);
  const at = third.at(theta);
  const slope = gradientAt(objective, theta, precision);
  const spent = { hvps: 0, forms: 0 };
  let [residual, vectors]: [number, readonly Float64Array[]] = [FIRST * tolerance, []];
  let before = Number.POSITIVE_INFINITY;
  let held: { readonly change: number; readonly share: number } | undefined;
  try {
    for (let search = 1; ; search++) {
      const left = maxProducts - spent.hvps;
      const { top } = eigenpairs(H, {
        ...{ top: Math.min(2, H.dim), tolerance: residual, maxProducts: left, start: vectors },
        random: random.fork('search', search),
      });
      const { hvps } = top[0]!.value.cost;
      spent.hvps += hvps;
      vectors = top.map(({ vector }) => vector);
      const sine = angle(top);
      // Round-off of the products leaves nothing to gain by a smaller residual.
      const last = search === SEARCHES || spent.hvps + 2 > maxProducts || sine > 0.7 * before;
      before = sine;
      if (!(sine < 1)) {
        if (last || Number.isNaN(sine)) return none(H.dim, costOf(start, spent));
        residual /= 10;
        continue;
      }
      const u = vectors[0]!;
      const vector = at.formGradient(u);
      spent.forms++;
      if (held === undefined) {
        held = {
          change: sizeOfChange(at, u, random.fork('change')),
          share: thirdRoundOff(third, theta, u, vector, precision),
        };
        spent.forms += 2 * Math.min(STEPS, H.dim) + Number(precision === 'single');
      }
      const size = norm(vector);
      const error = 2 * sine * held.change + held.share * size;
      const met = error <= tolerance * size;
      if (met || last || !Number.isFinite(error)) {
        const cost = costOf(start, spent);
        const converged = met && hvps < left;
        return {
          norm: bounded(size, error, cost, converged),
          rate: bounded(-dot(vector, slope), error * norm(slope), cost, converged),
          vector,
        };
      }
      residual *= Math.max((tolerance * size) / (2 * error), 1e-2);
    }
  } finally {
    at.dispose();
    third.dispose();
  }
}

/** The sine of the angle between the first vector and an eigenvector, at the most; 1 or more where the eigenvalue is not single. */
function angle([first, second]: readonly Eigenpair[]): number {
  const { value, stderr } = first!.value;
  if (second === undefined) return stderr / Math.abs(value);
  const gap = value - second.value.value - second.value.stderr;
  if (Number.isNaN(gap)) return Number.NaN;
  return gap > stderr ? stderr / gap : Number.POSITIVE_INFINITY;
}

/** ‖D³L[u]‖, about: the largest Ritz value in size and what it may be off by. */
function sizeOfChange(at: ThirdDerivatives, u: Float64Array, random: Rng): number {
  const space = krylovSpace(hessianChange(at, u), random.normals(u.length));
  space.extend(Math.min(STEPS, u.length));
  const { diagonal, offDiagonal, beta, exhausted } = space;
  const { values } = tridiagonalEigen(diagonal, offDiagonal);
  space.dispose();
  return Math.max(...values.map(Math.abs)) + (exhausted ? 0 : beta);
}

const costOf = (start: number, { hvps, forms }: { hvps: number; forms: number }): Cost =>
  costSince(start, { gradients: 1, hvps: hvps + FORM_GRADIENT * forms });

const bounded = (value: number, error: number, cost: Cost, converged: boolean): Estimate => ({
  value,
  stderr: error,
  interval: [value - error, value + error],
  bounds: [value - error, value + error],
  cost,
  converged: converged && Number.isFinite(value),
});

function none(dim: number, cost: Cost): SharpnessGradient {
  const nothing = {
    value: Number.NaN,
    stderr: Number.POSITIVE_INFINITY,
    ...{ cost, converged: false },
  };
  return { norm: nothing, rate: nothing, vector: new Float64Array(dim).fill(Number.NaN) };
}

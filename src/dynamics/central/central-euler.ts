import { InputError } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { flatten64, tensorsLike } from '../../engine/tensors/params.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Carried, Solver, SolverState, Started, Step } from '../integrate/solver.ts';
import { type Clock, refuseDecay, refuseNoise } from '../integrate/term.ts';
import type { Scaling } from './adaptive-scaling.ts';
import { criticalPairs, leadingPairs } from './critical-eigenpairs.ts';
import { type DerivativesAt, derivativesAt } from './derivatives-at.ts';
import { type Critical, centre } from './oscillation.ts';

export interface CentralEulerOptions {
  readonly eta: number;
  /** Absent: D = I. */
  readonly scaling?: Scaling;
  readonly random: Rng;
  /** ∇(vᵀ∇²L(θ)v) */
  formGradient(theta: Params, v: Params): Tensor[];
}

/**
 * Share of 2/η from which eigenvalues are followed, and one below it, so that the next one is known before it arrives;
 * chosen by trial.
 */
const FOLLOWED = 0.9;
/** Share from which it may be held at the edge; 1.95 against 2 in the code of Cohen et al. (2025). */
const NEAR = 0.975;

/**
 * Eigenvalues held at the edge at most: a step costs the cube of their k(k + 1)/2 unknowns, half a second at 16; ten
 * classes need about ten.
 */
const MOST = 16;

/** Work of the gradient of a form in Hessian–vector products; 0.9–1.4 measured at 784-32-32-10 on 500 examples. */
const FORM_GRADIENT = 1;

/**
 * Euler's method for a central flow, with the covariance of the oscillation solved for anew each step.
 *
 * It carries the eigenvectors that it follows, all with eigenvalues from 0.9 of the edge and one below, and ν
 * where there is one. `bind` throws Error if the term has noise or feeds, or no Jacobian; a step throws InputError where
 * more than 16 eigenvalues are to be held at the edge.
 */
export const centralEuler = (options: CentralEulerOptions): Solver => ({
  // That of RMSProp carries ν besides.
  name: options.scaling === undefined ? 'central-flow' : 'preconditioned-central-flow',
  order: 1,
  ...(options.scaling && {
    carries: ['nu'],
    preconditioner: ({ arrays: { nu } }: Carried) => nu && options.scaling?.D(nu),
  }),
  bind(term, precision) {
    refuseNoise(term, 'central-flow');
    refuseDecay(term, 'central-flow');
    const { drift, jacobian, feeds } = term;
    if (jacobian === undefined || feeds !== undefined)
      throw new Error(
        'the central flow is that of full-batch descent; give it a term with a Jacobian',
      );
    const derivatives = derivativesAt({ drift, jacobian }, options.formGradient, precision);
    return {
      init: (theta) => start(options, derivatives, theta, precision),
      step: (theta, clock, state) => advance(options, derivatives, theta, clock, state, precision),
      dispose: derivatives.dispose,
    };
  },
});

function start(
  { scaling }: CentralEulerOptions,
  derivatives: DerivativesAt,
  theta: Params,
  precision: Precision,
): Started {
  const numbers = { sharpness: Number.NaN, critical: 0, loss: 0, squaredGradient: 0 };
  if (scaling === undefined)
    return { state: { numbers, vectors: {} }, work: { gradients: 0, hvps: 0 } };
  const local = derivatives.at(theta);
  local.dispose();
  const nu = tensorsLike(theta, scaling.init(local.g), precision);
  return { state: { numbers, vectors: { nu } }, work: { gradients: 1, hvps: 0 } };
}

function advance(
  options: CentralEulerOptions,
  derivatives: DerivativesAt,
  theta: Params,
  ...at: readonly [clock: Clock, state: SolverState, precision: Precision]
): Step {
  const local = derivatives.at(theta);
  try {
    return advanced(options, local, theta, ...at);
  } finally {
    local.dispose();
  }
}

function advanced(
  { eta, scaling, random }: CentralEulerOptions,
  local: ReturnType<DerivativesAt['at']>,
  theta: Params,
  { step, dt }: Clock,
  { vectors: carried }: SolverState,
  precision: Precision,
): Step {
  const { nu: held, ...rest } = carried;
  const nu = held && flatten64(held);
  const D = (nu && scaling?.D(nu)) ?? new Float64Array(local.g.length).fill(1);
  const roots = D.map(Math.sqrt);
  const edge = 2 / eta;
  const followed = leadingPairs(local, roots, {
    above: FOLLOWED * edge,
    most: MOST + 1,
    start: Object.values(rest),
    random: random.fork('leading', step),
  });
  const near = followed.values.filter((value) => value > NEAR * edge).length;
  if (near > MOST)
    throw new InputError(
      `a central flow of rate ${eta} has more than ${MOST} eigenvalues at 2/η = ${edge} at its step ${step}: lower the rate`,
    );
  const critical = criticalPairs(local, followed, near, roots);
  const adaptation = nu &&
    scaling && { nu, relaxation: scaling.relaxation, slope: scaling.slope(nu) };
  const moved = centre({ g: local.g, D, ...(adaptation && { adaptation }) }, critical, eta, dt);
  // Without a covariance that holds the edge descent diverges.
  const size = moved.held && Number.isFinite(followed.values[0]!) ? dt : Number.NaN;
  const along = (x: Float64Array, velocity: Float64Array) =>
    tensorsLike(
      theta,
      x.map((xi, i) => xi + size * velocity[i]!),
      precision,
    );
  const kept = followed.values.filter((value) => value > FOLLOWED * edge).length + 1;
  return {
    theta: along(flatten64(theta), moved.velocity),
    error: null,
    state: {
      numbers: {
        sharpness: followed.values[0]!,
        critical: near,
        ...excess(critical, moved.X, D),
      },
      vectors: {
        ...(nu && moved.adapting && { nu: along(nu, moved.adapting) }),
        ...Object.fromEntries(
          followed.vectors
            .slice(0, kept)
            .map((z, i) => [`eigenvector${i}`, tensorsLike(theta, z, precision)]),
        ),
      },
    },
    work: {
      gradients: 1,
      hvps: followed.products + FORM_GRADIENT * critical.formGradients.length,
    },
  };
}

/** ½⟨H, Σ⟩ and ⟨H², Σ⟩ with HU = DUΛ. */
function excess(
  { values, vectors }: Critical,
  X: readonly (readonly number[])[],
  D: Float64Array,
): { loss: number; squaredGradient: number } {
  const loss = values.reduce((sum, value, i) => sum + (value * X[i]![i]!) / 2, 0);
  let squaredGradient = 0;
  for (const [i, row] of X.entries())
    for (const [j, x] of row.entries()) {
      const [u, w] = [vectors[i]!, vectors[j]!];
      const overlap = D.reduce((sum, d, p) => sum + d * d * u[p]! * w[p]!, 0);
      squaredGradient += values[i]! * values[j]! * x * overlap;
    }
  return { loss, squaredGradient };
}

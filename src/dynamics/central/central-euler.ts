import { InputError } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import { flatten64, tensorsLike } from '../../engine/tensors/params.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Carried, Solver, SolverState, Started, Step } from '../integrate/solver.ts';
import { type Clock, refuseDecay, refuseNoise } from '../integrate/term.ts';
import type { Scaling } from './adaptive-scaling.ts';
import { type Blocks, blocks } from './blocks.ts';
import { criticalAlong } from './critical.ts';
import { type DerivativesAt, derivativesAt } from './derivatives-at.ts';
import { type EdgeSums, edgeSums } from './edge-sums.ts';
import { leadingPairs } from './leading-pairs.ts';
import { centre } from './oscillation.ts';

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
 * Eigenvalues held at the edge at most: to solve for the covariance of k of them takes k⁷ multiplications, 0.1 s of processor
 * time at 16, 0.3 s at 20, two seconds at 32 and six at 40; ten classes need about ten.
 */
const MOST = 40;

/** Work of the gradient of a form in Hessian–vector products; 0.9–1.4 measured at 784-32-32-10 on 500 examples. */
const FORM_GRADIENT = 1;

/**
 * Euler's method for a central flow, with the covariance of the oscillation solved for anew each step.
 *
 * It carries the eigenvectors that it follows, all with eigenvalues from 0.9 of the edge and one below, and ν
 * where there is one. `bind` throws Error if the term has noise or feeds, or no Jacobian; a step throws InputError where
 * more than 40 eigenvalues are to be held at the edge.
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
    const graphs = { derivatives, blocks: blocks(precision), sums: edgeSums(precision) };
    return {
      init: (theta) => start(options, graphs, theta, precision),
      step: (theta, clock, state) => advance(options, graphs, theta, clock, state, precision),
      dispose: () => Object.values(graphs).forEach((each) => void each.dispose()),
    };
  },
});

/** What is known of the oscillation before the first step. */
const atRest = { sharpness: Number.NaN, critical: 0, loss: 0, squaredGradient: 0 };

/** What the flow of RMSProp goes on with from what RMSProp carries: its mean square is ν. */
export const afterRmsprop = ({ vectors: { v } }: SolverState): SolverState => ({
  numbers: atRest,
  vectors: { nu: v! },
});

interface Graphs {
  readonly derivatives: DerivativesAt;
  readonly blocks: Blocks;
  readonly sums: EdgeSums;
}

function start(
  { scaling }: CentralEulerOptions,
  { derivatives }: Graphs,
  theta: Params,
  precision: Precision,
): Started {
  if (scaling === undefined)
    return { state: { numbers: atRest, vectors: {} }, work: { gradients: 0, hvps: 0 } };
  const nu = tensorsLike(theta, scaling.init(derivatives.gradient(theta)), precision);
  return { state: { numbers: atRest, vectors: { nu } }, work: { gradients: 1, hvps: 0 } };
}

function advance(
  { eta, scaling, random }: CentralEulerOptions,
  { derivatives, blocks, sums }: Graphs,
  theta: Params,
  { step, dt }: Clock,
  { vectors: carried }: SolverState,
  precision: Precision,
): Step {
  const g = derivatives.gradient(theta);
  const nu = carried.nu && flatten64(carried.nu);
  const D = (nu && scaling?.D(nu)) ?? new Float64Array(g.length).fill(1);
  const edge = 2 / eta;
  const local = derivatives.at(theta, D.map(Math.sqrt));
  const made: Tensor[] = [];
  try {
    const followed = leadingPairs(local, blocks, {
      ...{ dim: g.length, above: FOLLOWED * edge, from: NEAR * edge, most: MOST + 1 },
      ...(carried.eigenvectors && { start: carried.eigenvectors[0] }),
      random: random.fork('leading', step),
    });
    made.push(followed.block);
    const near = followed.values.filter((value) => value > NEAR * edge).length;
    if (near > MOST)
      throw new InputError(
        `a central flow of rate ${eta} has more than ${MOST} eigenvalues at 2/η = ${edge} at its step ${step}: lower the rate`,
      );
    const critical = criticalAlong(local, blocks, followed, near);
    if (critical !== undefined) made.push(critical.vectors, critical.formGradients);
    const adaptation = nu &&
      scaling && { nu, relaxation: scaling.relaxation, slope: scaling.slope(nu) };
    const at = { g, D, ...(adaptation && { adaptation }) };
    const { loss, squaredGradient, ...moved } = centre(sums, at, critical, { eta, dt });
    // Without a covariance that holds the edge descent diverges.
    const size = moved.held && Number.isFinite(followed.values[0]!) ? dt : Number.NaN;
    const onwards = (x: Float64Array, velocity: Float64Array) =>
      tensorsLike(
        theta,
        x.map((xi, i) => xi + size * velocity[i]!),
        precision,
      );
    return {
      theta: onwards(flatten64(theta), moved.velocity),
      error: null,
      state: {
        numbers: { sharpness: followed.values[0]!, critical: near, loss, squaredGradient },
        vectors: {
          ...(nu && moved.adapting && { nu: onwards(nu, moved.adapting) }),
          eigenvectors: clone([followed.block]),
        },
      },
      work: {
        gradients: 1,
        hvps: followed.products + FORM_GRADIENT * ((near * (near + 1)) / 2),
      },
    };
  } finally {
    dispose(made);
    local.dispose();
  }
}

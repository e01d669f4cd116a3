import { rng } from '../../core/random.ts';
import { type Compiled, compile } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import { mul } from '../../engine/tensors/operations.ts';
import { unflatten } from '../../engine/tensors/params.ts';
import { readScalar, scalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { combine, cut, norm } from '../integrate/params-algebra.ts';
import type { Solver, SolverState, Step, Stepper } from '../integrate/solver.ts';
import { type Clock, refuseDecay, refuseNoise, type Term } from '../integrate/term.ts';
import { chebyshevStages, stagesFor } from './chebyshev-stages.ts';
import { powerIteration, powerStep } from './power-iteration.ts';

/** Power iterations at the start, and at each renewal; chosen by trial on MNIST networks. */
const FIRST_ITERATIONS = 20;
const RENEWAL_ITERATIONS = 1;
/** Accepted steps between renewals of the spectral radius; chosen by trial. */
const RENEW_AFTER = 5;
/** Power iteration approaches ρ from below; RKC's own code uses 1.2 on its estimate, RKC §3.1. */
const SAFETY = 1.2;
/** Beyond it a step is left unstable, for an adaptive controller to reject; RKC bounds s too. Chosen by trial. */
const MAX_STAGES = 500;

/**
 * The stabilised second-order Runge–Kutta–Chebyshev method.
 *
 * Its s stages are stable up to dt ρ ≈ ⅔ s², so a step as long as accuracy allows costs about
 * √(1.5 dt ρ) gradients where a classical method needs dt ρ / 2 of them. The spectral radius ρ of
 * ∂f/∂θ comes from power iteration on the term's Jacobian.
 * Sommeijer, Shampine & Verwer, RKC, J. Comput. Appl. Math. 88 (1998) 315–326, §§2–3.
 *
 * `bind` throws Error if the term has no Jacobian, feeds or noise: a flow is deterministic.
 */
export const rkc2: Solver = {
  name: 'rkc2',
  order: 2,
  ofTerm: true,
  bind(term, precision) {
    refuseNoise(term, 'rkc2');
    refuseDecay(term, 'rkc2');
    const { jacobian } = term;
    if (jacobian === undefined)
      throw new Error('rkc2 needs the Jacobian of its term; use rk4 for a term without');
    if (term.feeds !== undefined)
      throw new Error('rkc2 solves deterministic flows; use euler for mini-batches');
    const drift = compile((theta) => term.drift(theta, []), precision);
    const product = compile((both) => powerStep(jacobian, both), precision);
    const first = compile(([dt, a, ...rest]) => {
      const [theta, f0] = cut(rest, 2) as [Params, Params];
      return combine([
        [1, theta],
        [mul(dt!, a!), f0],
      ]);
    }, precision);
    const stage = compile((inputs) => nextStage(term, inputs), precision);
    const finish = compile((inputs) => end(term, inputs), precision);
    const programs = { drift, product, first, stage, finish };
    return {
      init: (theta) => start(programs, theta),
      step: (theta, at, state) => advance(programs, theta, at, state),
      dispose: () => Object.values(programs).forEach((p) => void p.dispose()),
    };
  },
};

type Programs = Readonly<Record<'drift' | 'product' | 'first' | 'stage' | 'finish', Compiled>>;

function start({ drift, product }: Programs, theta: Params): ReturnType<Stepper['init']> {
  const size = theta.reduce((sum, t) => sum + t.size, 0);
  // A fixed stream: the flow has no randomness of its own.
  const v0 = unflatten(
    Float32Array.from(rng(0).fork('rkc2').normals(size)),
    theta.map((t) => t.shape),
  );
  const { v, rho } = powerIteration(product, theta, v0, FIRST_ITERATIONS);
  return {
    state: { numbers: { rho, age: 0 }, vectors: { f0: drift(theta), v } },
    work: { gradients: 1, hvps: FIRST_ITERATIONS },
  };
}

function advance(programs: Programs, theta: Params, at: Clock, state: SolverState): Step {
  const f0 = state.vectors.f0!;
  const s = Math.min(MAX_STAGES, stagesFor(at.dt, SAFETY * state.numbers.rho!));
  const y = stages(programs, theta, f0, at.dt, s);
  const dt = scalar(at.dt);
  const [error, size, ...f1] = programs.finish([dt, ...theta, ...f0, ...y]);
  const estimate = { error: readScalar(error!), size: readScalar(size!) };
  dispose([dt, error!, size!]);
  const due = state.numbers.age! + 1 >= RENEW_AFTER;
  const { v, rho } = due
    ? powerIteration(programs.product, y, clone(state.vectors.v!), RENEWAL_ITERATIONS)
    : { v: clone(state.vectors.v!), rho: state.numbers.rho! };
  return {
    theta: y,
    error: estimate,
    state: { numbers: { rho, age: due ? 0 : state.numbers.age! + 1 }, vectors: { f0: f1, v } },
    work: { gradients: s, hvps: due ? RENEWAL_ITERATIONS : 0 },
  };
}

/** y_s by the three-term recurrence, two earlier stages kept. */
function stages(
  { first, stage }: Programs,
  theta: Params,
  f0: Params,
  dt: number,
  s: number,
): Tensor[] {
  const weights = chebyshevStages(s);
  const start = [scalar(dt), scalar(weights.first)];
  let before: Tensor[] = clone(theta);
  let previous = first([...start, ...theta, ...f0]);
  dispose(start);
  for (const w of weights.stages) {
    const numbers = [dt * w.drift, dt * w.drift0, w.theta, w.previous, w.beforePrevious].map(
      scalar,
    );
    const next = stage([...numbers, ...theta, ...f0, ...previous, ...before]);
    dispose([...numbers, ...before]);
    [before, previous] = [previous, next];
  }
  dispose(before);
  return previous;
}

function nextStage(term: Term, [a, b, k0, k1, k2, ...rest]: Params): Tensor[] {
  const [theta, f0, previous, before] = cut(rest, 4) as [Params, Params, Params, Params];
  return combine([
    [k0!, theta],
    [k1!, previous],
    [k2!, before],
    [a!, term.drift(previous, [])],
    [b!, f0],
  ]);
}

/** f₁ at the new point, with ‖0.8 (θ − y) + 0.4 dt (f₀ + f₁)‖ and ‖y‖; RKC §3, the error estimate. */
function end(term: Term, [dt, ...rest]: Params): Tensor[] {
  const [theta, f0, y] = cut(rest, 3) as [Params, Params, Params];
  const f1 = term.drift(y, []);
  const slope = mul(dt!, 0.4);
  const error = combine([
    [0.8, theta],
    [-0.8, y],
    [slope, f0],
    [slope, f1],
  ]);
  return [norm(error), norm(y), ...f1];
}

import { decay, positive } from '../../core/check.ts';
import { compile } from '../../engine/program/compile.ts';
import { mul, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import { adaptive } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import { combine, cut } from '../integrate/params-algebra.ts';
import type { Solver, SolverState } from '../integrate/solver.ts';
import { drifts, refuseNoise, type Term } from '../integrate/term.ts';
import { total } from '../integrate/work.ts';
import { type Derivatives, descend } from './descent.ts';
import { type ExplicitPair, explicitPairs } from './modified-flow.ts';

/** Constants of m θ″ + γ θ′ = f(θ), θ′(0) = s f(θ₀). */
export interface Inertia {
  /** m > 0. */
  readonly mass: number;
  /** γ. */
  readonly friction: number;
  /** s. */
  readonly launch: number;
}

/**
 * m θ″ + γ θ′ = f(θ) as θ′ = v, v′ = (f(θ) − γv)/m by a pair with an error estimate.
 *
 * The velocity is state beside θ, and the error kept is that of both: ‖(θ, v)‖ in place of ‖θ‖. One drift costs what f does,
 * and the start one more. `bind` throws Error if the term has noise, or feeds.
 */
export const inertial = (pair: Solver, { mass, friction, launch }: Inertia): Solver => ({
  name: `inertial ${pair.name}`,
  order: pair.order,
  ...(pair.errorOrder !== undefined && { errorOrder: pair.errorOrder, ofTerm: true }),
  bind(term, precision) {
    refuseNoise(term, pair.name);
    const first: Term = {
      ...(term.work && { work: term.work }),
      ...(term.feeds && { feeds: term.feeds }),
      drift(both, feeds) {
        const [theta, v] = cut(both, 2) as [Params, Params];
        const force = combine([
          [1 / mass, term.drift(theta, feeds)],
          [-friction / mass, v],
        ]);
        return [...v, ...force];
      },
    };
    const stepper = pair.bind(first, precision);
    const thrown = compile((theta) => term.drift(theta, []).map((f) => mul(f, launch)), precision);
    return {
      init(theta) {
        const v = thrown(theta);
        const { state, work } = stepper.init([...theta, ...v]);
        return { state: halved(state, v), work: total(drifts(term, 1), work) };
      },
      step(theta, at, state) {
        const next = stepper.step([...theta, ...state.vectors.v!], at, joined(state));
        const [position, v] = cut(next.theta, 2) as [Tensor[], Tensor[]];
        return { ...next, theta: position, state: halved(next.state, v) };
      },
      dispose() {
        stepper.dispose();
        thrown.dispose();
      },
    };
  },
});

/** The state of a solver on (θ, v), cut into arrays of the shapes of θ, and v. */
function halved({ numbers, vectors }: SolverState, v: Params): SolverState {
  const halves = Object.entries(vectors).flatMap(([name, both]) =>
    cut(both, 2).map((half, i) => [`${name} ${i}`, half] as const),
  );
  return { numbers, vectors: { v, ...Object.fromEntries(halves) } };
}

/** The inverse of `halved`. */
function joined({ numbers, vectors }: SolverState): SolverState {
  const names = Object.keys(vectors).flatMap((name) =>
    name.endsWith(' 0') ? [name.slice(0, -2)] : [],
  );
  const whole = names.map((name) => [name, [...vectors[`${name} 0`]!, ...vectors[`${name} 1`]!]]);
  return { numbers, vectors: Object.fromEntries(whole) };
}

/**
 * (η(1 + β)/2) θ″ + (1 − β) θ′ = −∇L(θ), θ′(0) = −∇L(θ₀)/(1 + β): the flow of heavy ball, in t = η × steps.
 *
 * θ_{k+1} − θ_k − β(θ_k − θ_{k−1}) = −η∇L leaves η(1 − β)θ′ + η²(1 + β)θ″/2 + O(η³) = −η∇L. Heavy ball starts at rest and lags
 * its later speed by ηβ/(1 − β)² ∇L in all, and so does this flow from its θ′(0). At a fixed time heavy ball is off it by O(η²),
 * and off dθ/dt = −∇L/(1 − β), the limit of both, by O(η): Kovachki & Stuart, Continuous time analysis of momentum
 * methods, JMLR 22 (2021) 1–40, §§2–3. Past the start both follow −∇(L + (η/4)(1 + β)/(1 − β)² ‖∇L‖²)/(1 − β) to O(η²);
 * Ghosh, Lyu, Zhang & Wang, Implicit regularization in heavy-ball momentum accelerated SGD, ICLR 2023.
 *
 * @throws RangeError unless η is positive and 0 ≤ β < 1
 */
export function momentumFlow(
  objective: Derivatives,
  eta: number,
  beta: number,
  tolerance: number,
  solver: ExplicitPair = 'dormand-prince',
): Method {
  positive('eta', eta);
  decay('beta', beta);
  const inertia = { mass: (eta * (1 + beta)) / 2, friction: 1 - beta, launch: 1 / (1 + beta) };
  return {
    term: descend(objective),
    solver: inertial(explicitPairs[solver], inertia),
    controller: adaptive(tolerance),
  };
}

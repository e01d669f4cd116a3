import { compile } from '../../engine/program/compile.ts';
import { mul } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { combine, cut } from '../integrate/params-algebra.ts';
import type { Solver, SolverState } from '../integrate/solver.ts';
import { drifts, refuseDecay, refuseNoise, type Term } from '../integrate/term.ts';
import { total } from '../integrate/work.ts';

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
    refuseDecay(term, pair.name);
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

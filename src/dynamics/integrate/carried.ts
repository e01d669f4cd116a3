import { flatten64 } from '../../engine/tensors/params.ts';
import type { Carried, Solver, SolverState } from './solver.ts';
import type { Term } from './term.ts';

/** What a solver carries at a step of its trajectory; undefined where it follows no gradients. */
export function carriedOf(
  { carries }: Pick<Solver, 'carries'>,
  { step, solver }: { readonly step: number; readonly solver: SolverState },
): Carried | undefined {
  return (
    carries && {
      steps: step - (solver.numbers.first ?? 0),
      arrays: Object.fromEntries(carries.map((name) => [name, flatten64(solver.vectors[name]!)])),
    }
  );
}

/**
 * The P of steps θ ← θ − η P⁻¹(…), the solver's times that of the term, flat in the order of θ; undefined where
 * neither scales, or the solver has not yet taken a step. Shape [P].
 *
 * With P held fixed, stability on a quadratic is that of P^{−½} H P^{−½}: Cohen et al., Adaptive gradient methods at
 * the edge of stability (2022, arXiv 2207.14484), §2.
 */
export function preconditionerOf(
  { solver, term }: { readonly solver: Solver; readonly term: Term },
  carried: () => Carried | undefined,
): Float64Array | undefined {
  if (solver.preconditioner === undefined) return term.preconditioner;
  const state = carried();
  const own = state && solver.preconditioner(state);
  return own?.map((p, i) => p * (term.preconditioner?.[i] ?? 1));
}

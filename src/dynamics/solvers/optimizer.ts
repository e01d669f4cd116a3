import { neg } from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import type { Carried, Solver } from '../integrate/solver.ts';
import { refuseNoise } from '../integrate/term.ts';
import { fixedSteps } from './fixed-steps.ts';

/** How one weight array moves, given its gradient g = −f(θ) and what the rule carries beside it. */
export interface Rule {
  readonly name: string;
  /** Names of the arrays carried, each of the shape of θ and zero at the start. */
  readonly carries: readonly string[];
  /** Numbers that change from step to step, as bias corrections do; k counts from 1. */
  readonly factors?: (k: number) => readonly number[];
  /** P by which step k divided, from the arrays it left; absent: steps are not scaled. Shapes [P]. */
  preconditioner?(carried: Carried['arrays'], k: number): Float64Array;
  /** The next θ, and the next of each array carried. */
  update(at: Update): readonly [theta: Tensor, ...carried: Tensor[]];
}

export interface Update {
  readonly theta: Tensor;
  readonly g: Tensor;
  readonly carried: readonly Tensor[];
  /** η, the controller's dt. Shape []. */
  readonly eta: Tensor;
  /** Each of shape []. */
  readonly factors: readonly Tensor[];
}

/**
 * A discrete training method with memory.
 *
 * Its order is 0: with its constants fixed and η → 0 it follows a flow, but not dθ = f(θ) dt. Its factors count
 * steps from its own first one, and all that it remembers is in its state. `bind` throws Error if the
 * term has noise.
 */
export const optimizer = (rule: Rule): Solver => ({
  name: rule.name,
  order: 0,
  carries: rule.carries,
  ...(rule.preconditioner && {
    preconditioner: ({ steps, arrays }: Carried) =>
      steps > 0 ? rule.preconditioner?.(arrays, steps) : undefined,
  }),
  bind(term, precision, told = {}) {
    refuseNoise(term, rule.name);
    return fixedSteps(
      term,
      {
        carries: rule.carries,
        ...(rule.factors && { factors: rule.factors }),
        drifts: 1,
        next({ theta, carried, dt: eta, factors, feeds }) {
          const g = term.drift(theta, feeds).map(neg);
          const next = theta.map((t, i) =>
            rule.update({ theta: t, g: g[i]!, carried: carried.map((c) => c[i]!), eta, factors }),
          );
          return ['theta', ...rule.carries].flatMap((_, j) => next.map((n) => n[j]!));
        },
      },
      precision,
      told,
    );
  },
});

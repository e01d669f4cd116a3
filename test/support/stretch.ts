import type { SolverState, Stepper, Stretch } from '../../src/dynamics/integrate/solver.ts';
import type { Clock } from '../../src/dynamics/integrate/term.ts';
import type { Params } from '../../src/engine/tensors/tensor.ts';

/** So many steps of one dt in one call, with the time of each as a multiple of dt. */
export const stretch = (
  stepper: Stepper,
  theta: Params,
  at: Clock,
  state: SolverState,
  count: number,
): Stretch =>
  stepper.stretches!.take(
    { theta, state },
    {
      clocks: Array.from({ length: count }, (_, k) => ({
        step: at.step + k,
        t: at.t + k * at.dt,
        dt: at.dt,
      })),
      stops: [{ taken: count, look: false }],
      bound: Number.NEGATIVE_INFINITY,
    },
  );

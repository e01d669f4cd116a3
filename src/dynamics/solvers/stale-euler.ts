import { clone } from '../../engine/tensors/memory.ts';
import { equal, where } from '../../engine/tensors/operations.ts';
import { scalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { axpy } from '../integrate/params-algebra.ts';
import type { Solver } from '../integrate/solver.ts';
import { refuseNoise } from '../integrate/term.ts';
import type { Delay } from './delay.ts';
import { fixedSteps } from './fixed-steps.ts';

/**
 * Euler's method on stale gradients: θ_{k+1} = θ_k + dt f(θ_{k−d}), with the start where k < d.
 *
 * Asynchronous descent as one sequence of updates: Agarwal & Duchi, Distributed delayed stochastic optimization,
 * NeurIPS 2011; Lian, Huang, Li & Liu, Asynchronous parallel stochastic gradient for nonconvex optimization,
 * NeurIPS 2015. Rows and other feeds are those of step k. With a fixed d it is stable on a quadratic while
 * ηλ < 2 sin(π/(2(2d + 1))), where a root of z^{d+1} − z^d + ηλ meets the unit circle: 2, 1, 0.618 for d = 0, 1, 2.
 * One drift a step; the last D weights are its state, so that a run resumes to the same bytes.
 *
 * `bind` throws Error if the term has noise.
 */
export const staleEuler = (delay: Delay): Solver => ({
  // The state holds the weights of D steps, so that a branch to another D starts anew.
  name: `stale-euler-${delay.most}`,
  order: 1,
  bind(term, precision, told = {}) {
    refuseNoise(term, 'stale-euler');
    const ages = Array.from({ length: delay.most }, (_, i) => i + 1);
    return fixedSteps(
      term,
      {
        /** The weights of the last D steps, by their age in steps. */
        carries: ages.map((age) => `ago${age}`),
        start: clone,
        factors: (_, step) => [delay.at(step)],
        drifts: 1,
        next({ theta, carried, dt, factors: [d], feeds }) {
          const byAge = [theta, ...carried];
          const old = aged(byAge, d!);
          return [axpy(dt, term.drift(old, feeds), theta), ...byAge.slice(0, -1)].flat();
        },
      },
      precision,
      told,
    );
  },
});

/** The weights of age d, of those of each age from 0 on. */
const aged = (byAge: readonly Params[], d: Tensor): Params =>
  byAge.reduce((older, weights, age) =>
    weights.map((w, i) => where(equal(d, scalar(age)), w, older[i]!)),
  );

import { compile } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { split, withStepFeeds } from '../integrate/feeds.ts';
import { axpy, cut } from '../integrate/params-algebra.ts';
import type { Solver, SolverState } from '../integrate/solver.ts';
import { drifts, feedCount, refuseNoise } from '../integrate/term.ts';
import type { Delay } from './delay.ts';

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
  bind(term, precision, { losses = false } = {}) {
    refuseNoise(term, 'stale-euler');
    const recorded = losses && term.loss !== undefined;
    const fed = feedCount(term);
    const advance = compile(([dt, ...rest]) => {
      const { theta: both, feeds } = split(rest, fed);
      const [theta, old] = cut(both, 2) as [Params, Params];
      const next = axpy(dt!, term.drift(old, feeds), theta);
      // A pass of its own: the gradient is that of other weights.
      return recorded ? [...next, term.loss!(theta, feeds)] : next;
    }, precision);
    const ages = Array.from({ length: delay.most }, (_, i) => i + 1);
    /** Copies of the weights of the last D steps, by their age in steps. */
    const history = (ago: (age: number) => Params): SolverState => ({
      numbers: {},
      vectors: Object.fromEntries(ages.map((age) => [keyOf(age), clone(ago(age))])),
    });
    return {
      init: (theta) => ({ state: history(() => theta), work: { gradients: 0, hvps: 0 } }),
      step(theta, at, { vectors }) {
        const ago = (age: number) => (age === 0 ? theta : vectors[keyOf(age)]!);
        const old = ago(delay.at(at.step));
        const next = withStepFeeds(at, term, (dt, feeds) =>
          advance([dt, ...theta, ...old, ...feeds]),
        );
        const loss = recorded ? next.pop()! : undefined;
        const seen = loss === undefined ? [] : [...read64(loss)];
        if (loss !== undefined) dispose(loss);
        return {
          theta: next,
          losses: seen,
          error: null,
          state: history((age) => ago(age - 1)),
          work: drifts(term, 1),
        };
      },
      dispose: advance.dispose,
    };
  },
});

/** Where a state keeps the weights of this age. */
const keyOf = (age: number): string => `ago${age}`;

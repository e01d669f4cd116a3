import { rng } from '../src/core/random.ts';
import { gradientDescent, stochasticGradientDescent } from '../src/dynamics/methods/descent.ts';
import { batches } from '../src/dynamics/terms/batches.ts';
import { toldOf } from '../src/dynamics/training/told-of.ts';
import { train } from '../src/dynamics/training/train.ts';
import { dispose } from '../src/engine/tensors/memory.ts';
import type { LinearOperator } from '../src/linalg/operator.ts';
import { lossOf } from '../src/objective/loss-of.ts';
import { hessian, hessians } from '../src/probes/operators/hessian.ts';
import { density } from '../src/probes/spectrum/density.ts';
import { sharpness } from '../src/probes/spectrum/sharpness.ts';
import { threshold } from '../src/probes/stability/threshold.ts';
import { trace } from '../src/probes/trace/hutchinson.ts';
import type { Case } from './protocol.ts';
import type { Ground, Unit } from './unit.ts';

/** SGD to a target loss, as in `peers/serve.py`. */
const TARGET = { batch: 32, rate: 0.05, loss: 0.05 };

/** What a user asks for, each from a point that is new to the operator; graphs are there from the first time. */
export const jobs: Readonly<
  Record<Exclude<Case['kind'], 'step' | 'hvp' | 'products'>, (ground: Ground) => Unit>
> = {
  trace: measuring((H) => trace(H, { relativeError: 1e-9, maxProbes: 100, random: rng(1) }).value),
  lambda: measuring(
    (H) => sharpness(H, { tolerance: 1e-3, maxIterations: 200, random: rng(1) }).value,
  ),
  // A tolerance that is never met, so that all vectors take all their steps, as in PyHessian.
  density: measuring((H) => {
    const limits = { tolerance: 1e-12, maxProbes: 10, maxIterations: 100 };
    const { quadratures } = density(H, { ...limits, random: rng(1) });
    return Math.max(...quadratures.flatMap(({ nodes }) => nodes));
  }),
  traceTo: measuring(
    (H) => trace(H, { relativeError: 0.02, maxProbes: 2000, random: rng(1) }).value,
  ),

  threshold({ objective, theta }) {
    const H = hessian(objective, theta);
    const lambda = sharpness(H, { tolerance: 1e-3, maxIterations: 200, random: rng(0) }).value;
    H.dispose();
    const loss = lossOf(objective);
    const { solver, term } = gradientDescent(objective, 1);
    // All trials take their steps by one compiled loop, as the lab's own do.
    const stepper = solver.bind(term, 'single', toldOf(term, { loss }));
    // The losses are seen at every tenth step, as by the peers; the lab's own trials see each and may go on for longer.
    const trial = (eta: number) => {
      const end = train(gradientDescent(objective, eta), theta, {
        ...{ stop: { steps: 200 }, loss, evaluateEvery: 10, stepper },
      });
      dispose(end.theta);
      const survived = end.ending === 'completed' || end.ending === 'stalled';
      return { stable: survived && end.loss < end.initialLoss, gradients: end.work.gradients };
    };
    const find = () => threshold(trial, { guess: 2 / lambda, width: 0.05 }).value;
    return finding(find, () => {
      stepper.dispose();
      loss.dispose();
    });
  },

  target({ objective, theta }) {
    const loss = lossOf(objective);
    const { batch, rate, loss: target } = TARGET;
    const find = () => {
      const rows = batches(objective.examples, batch, 'shuffled', rng(1));
      const end = train(stochasticGradientDescent(objective, rate, rows), theta, {
        ...{ stop: { loss: target, steps: 20_000 }, loss },
        evaluateEvery: Math.ceil(objective.examples / batch),
      });
      dispose(end.theta);
      return end.step;
    };
    return finding(find, loss.dispose);
  },
};

/** A job on the Hessian at a point; what is computed at the point counts too. */
function measuring(find: (H: LinearOperator) => number): (ground: Ground) => Unit {
  return ({ objective, theta }) => {
    const all = hessians(objective);
    const measured = () => {
      const H = all.at(theta);
      const found = find(H);
      H.dispose();
      return found;
    };
    return finding(measured, all.dispose);
  };
}

/** A unit of work that finds one number. */
function finding(find: () => number, free: () => void): Unit {
  let found = Number.NaN;
  return {
    run() {
      found = find();
      return 1;
    },
    value: () => found,
    free,
  };
}

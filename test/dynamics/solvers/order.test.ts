import { beforeAll, describe, expect, test } from 'vitest';
import { free } from '../../../src/dynamics/integrate/checkpoint.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import type { Step } from '../../../src/dynamics/integrate/solver.ts';
import { gradientDescent, gradientFlowFixedStep } from '../../../src/dynamics/methods/descent.ts';
import { bogackiShampine } from '../../../src/dynamics/solvers/bogacki-shampine.ts';
import { dormandPrince } from '../../../src/dynamics/solvers/dormand-prince.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { heun } from '../../../src/dynamics/solvers/heun.ts';
import { rk4 } from '../../../src/dynamics/solvers/rk4.ts';
import { rkc2 } from '../../../src/dynamics/solvers/rkc2.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { mul, square, sub, sum } from '../../../src/engine/tensors/operations.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  distance,
  endOf,
  initial,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** Every solver, with step counts at which its error is neither round-off nor beyond leading order. */
const solvers = [
  { solver: euler, order: 1, counts: [80, 160, 320, 640] },
  { solver: heun, order: 2, counts: [20, 40, 80, 160] },
  { solver: rkc2, order: 2, counts: [20, 40, 80, 160] },
  { solver: bogackiShampine, order: 3, counts: [20, 40, 80, 160] },
  { solver: rk4, order: 4, counts: [20, 40, 80, 160] },
  { solver: dormandPrince, order: 5, counts: [40, 60, 80, 120] },
];
const time = 2;

interface Flow {
  readonly objective: Objective;
  readonly theta0: Float64Array;
  /** θ at `time`. */
  readonly truth: Float64Array;
  dispose(): void;
}

/** Flows with closed forms, and one real network with a far more exact solution. */
const flows: readonly (readonly [string, () => Flow])[] = [
  [
    'a quadratic, to e^{−Ht} θ₀',
    () => {
      const q = quadratic([1, 0.3, 2], [1, -1, 2]);
      const theta0 = Float64Array.of(1, 2, -1);
      return { ...q, theta0, truth: q.flow(theta0, time) };
    },
  ],
  [
    // θ′ = 1 − θ² through θ₀ is (θ₀ + tanh t)/(1 + θ₀ tanh t).
    'a cubic, to a hyperbolic tangent',
    () => {
      const theta0 = Float64Array.of(0, 0.5, -0.5);
      const third = tensor(Float64Array.of(1 / 3, 1 / 3, 1 / 3), [3]);
      const value: Objective['value'] = ([q]) => sum(sub(mul(mul(q!, square(q!)), third), q!));
      return {
        objective: objectiveOf(value, [[3]]),
        theta0,
        truth: theta0.map((x) => (x + Math.tanh(time)) / (1 + x * Math.tanh(time))),
        dispose: () => third.dispose(),
      };
    },
  ],
  [
    'a tanh network',
    () => {
      const { objective, dispose } = smallProblem();
      // At 480 steps the error of Dormand–Prince is (120/480)⁵ = 0.1 % of its smallest one fitted.
      const method = {
        term: descend(objective),
        solver: dormandPrince,
        controller: constant(time / 480),
      };
      const theta0 = initial(6);
      const truth = endOf(method, objective, theta0, { steps: 480, precision: 'double' });
      return { objective, theta0, truth, dispose };
    },
  ],
];

describe.each(flows)('on %s', (_, open) => {
  test.each(solvers)('$solver.name converges with order $order', ({ solver, order, counts }) => {
    const { objective, theta0, truth, dispose } = open();
    const errors = counts.map((n) => {
      const method = { term: descend(objective), solver, controller: constant(time / n) };
      return distance(endOf(method, objective, theta0, { steps: n, precision: 'double' }), truth);
    });
    dispose();
    expect(solver.order).toBe(order);
    const slope = logLogSlope(
      counts.map((n) => time / n),
      errors,
    ).value;
    expect(Math.abs(slope - order), `slope ${slope}, errors ${errors}`).toBeLessThan(0.15);
  });
});

test.each([rkc2, bogackiShampine, dormandPrince])(
  'the error estimate of a step of $name falls as dt^{q+1}',
  (solver) => {
    const { objective, dispose } = smallProblem();
    const stepper = solver.bind(descend(objective), 'double');
    const dts = [0.1, 0.05, 0.025];
    const errors = withWeights(initial(), objective.shapes, (theta) => {
      const { state } = stepper.init(theta);
      const each = dts.map((dt) => {
        const next = stepper.step(theta, { step: 0, t: 0, dt }, state);
        freeState(next);
        return next.error!.error;
      });
      freeState({ theta: [], state });
      return each;
    });
    stepper.dispose();
    dispose();
    const q = solver.errorOrder ?? solver.order;
    expect(Math.abs(logLogSlope(dts, errors).value - (q + 1))).toBeLessThan(0.15);
  },
);

const freeState = ({ theta, state }: Pick<Step, 'theta' | 'state'>) =>
  free({ theta, solver: state });

test.each([bogackiShampine, dormandPrince, rkc2])(
  '$name refuses mini-batches, whose f at the end of a step is not that of the next',
  (solver) => {
    const term = { ...descend(smallObjective), feeds: () => [Int32Array.of(0)] };
    expect(() => solver.bind(term, 'single')).toThrow(
      `${solver.name} solves deterministic flows; use euler for mini-batches`,
    );
  },
);

const smallObjective = objectiveOf(([theta]) => sum(square(theta!)), [[1]]);

test.each(solvers)('$solver.name follows a quadratic in single precision too', ({ solver }) => {
  const q = quadratic([1, 0.3, 2], [1, -1, 2]);
  const theta0 = Float64Array.of(1, 2, -1);
  const end = (precision: 'single' | 'double') => {
    const method = { term: descend(q.objective), solver, controller: constant(time / 80) };
    return endOf(method, q.objective, theta0, { steps: 80, precision });
  };
  // 80 steps of a contraction, each rounded to within a few 2⁻²⁴.
  expect(distance(end('single'), end('double'))).toBeLessThan(80 * 4 * 2 ** -24);
  q.dispose();
});

test('gradient descent approaches gradient flow in proportion to η on a tanh network', () => {
  const { objective, dispose } = smallProblem();
  const options = { time, precision: 'double' } as const;
  const flow = endOf(gradientFlowFixedStep(objective, 0.01), objective, initial(), options);
  const etas = [0.04, 0.02, 0.01, 0.005, 0.0025];
  const gaps = etas.map((eta) =>
    distance(endOf(gradientDescent(objective, eta), objective, initial(), options), flow),
  );
  dispose();
  expect(Math.abs(logLogSlope(etas, gaps).value - 1)).toBeLessThan(0.05);
});

import { beforeAll, expect, test } from 'vitest';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientFlow, gradientFlowFixedStep } from '../../../src/dynamics/methods/descent.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { live } from '../../../src/engine/tensors/memory.ts';
import { mul, sqrt, sum } from '../../../src/engine/tensors/operations.ts';
import { readScalar } from '../../../src/engine/tensors/precise.ts';
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

const tolerances = [1e-3, 1e-4, 1e-5, 1e-6];
const time = 5;
const double = { time, precision: 'double' } as const;

/** A step's error dt^{q+1} is held at the tolerance, so the whole error, dtᵖ, goes as tolerance^{p/(q+1)}. */
const solvers = [
  { solver: 'rkc2', power: 2 / 3 },
  { solver: 'bogacki-shampine', power: 1 },
  { solver: 'dormand-prince', power: 1 },
] as const;

test.each(solvers)(
  'the error of flow by $solver falls as tolerance^$power on a tanh network',
  ({ solver, power }) => {
    const { objective, dispose } = smallProblem();
    const truth = endOf(gradientFlowFixedStep(objective, 0.01), objective, initial(), double);
    const errors = tolerances.map((tolerance) =>
      distance(
        endOf(gradientFlow(objective, tolerance, solver), objective, initial(), double),
        truth,
      ),
    );
    dispose();
    // ±0.15 since dt, and with it the error's constant, changes along the path.
    const slope = logLogSlope(tolerances, errors).value;
    expect(Math.abs(slope - power), `slope ${slope}, errors ${errors}`).toBeLessThan(0.15);
    const size = Math.hypot(...truth);
    for (const [i, error] of errors.entries()) {
      expect(error).toBeLessThan(2 * tolerances[i]! ** power * size);
    }
  },
);

test.each(solvers)(
  'flow by $solver keeps to its tolerance on e^{−Ht} θ₀ in single precision',
  ({ solver, power }) => {
    const q = quadratic([10, 3, 1, -0.2], [1, 2, 0, -1]);
    const theta0 = Float64Array.of(1, 2, 3, 4);
    const end = endOf(gradientFlow(q.objective, 1e-4, solver), q.objective, theta0, { time });
    q.dispose();
    const truth = q.flow(theta0, time);
    expect(distance(end, truth) / Math.hypot(...truth)).toBeLessThan(10 * 1e-4 ** power);
  },
);

test('adaptive flow follows e^{−Ht} θ₀', () => {
  const q = quadratic([100, 10, 1, -0.2], [1, 2, 0, -1]);
  const theta0 = Float64Array.of(1, 2, 3, 4);
  const end = endOf(gradientFlow(q.objective, 1e-6), q.objective, theta0, double);
  q.dispose();
  const truth = q.flow(theta0, time);
  expect(distance(end, truth) / Math.hypot(...truth)).toBeLessThan(1e-4);
});

test.each([0.7, 1, 3.3])('adaptive flow lands exactly on time %d', (end) => {
  const q = quadratic([3, 1]);
  const times = withWeights(Float64Array.of(1, 1), q.objective.shapes, (theta) =>
    Array.from(integrate(gradientFlow(q.objective, 1e-3), theta, { time: end }), (p) => p.t),
  );
  q.dispose();
  expect(times.at(-1)).toBe(end);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

/** L = Σ√θ: its flow reaches 0 with infinite slope at t = ⁴⁄₃ θ₀^{3/2}, and cannot go on. */
const cliff = objectiveOf(([theta]) => sum(sqrt(theta!)), [[1]]);

test('a flow that cannot go on ends as step too small, at the time where its slope is infinite', () => {
  withWeights(Float64Array.of(1), cliff.shapes, (theta) => {
    const path = integrate(gradientFlow(cliff, 1e-4), theta, { time: 2 });
    let last = { t: 0, theta: Number.NaN };
    for (let next = path.next(); ; next = path.next()) {
      if (next.done === true) {
        expect(next.value).toBe('step-too-small');
        break;
      }
      last = { t: next.value.t, theta: readScalar(next.value.theta[0]!) };
    }
    expect(Math.abs(last.t - 4 / 3)).toBeLessThan(1e-3);
    expect(last.theta).toBeLessThan(1e-3);
  });
});

test('rejected steps are counted and free their tensors', () => {
  // The first dt, 1e-3, is far too long here: dt λ = 100 must come down to about 0.1.
  const steep = objectiveOf(([theta]) => mul(sum(mul(theta!, theta!)), 5e4), [[1]]);
  withWeights(Float64Array.of(1), steep.shapes, (theta) => {
    const path = integrate(gradientFlow(steep, 1e-5), theta, { steps: 1 });
    const start = path.next().value as { work: { gradients: number } };
    const alive = live();
    const first = path.next().value as { work: { gradients: number }; t: number };
    expect(first.t).toBeLessThan(1e-5);
    expect(first.work.gradients - start.work.gradients).toBeGreaterThan(13);
    // θ, f₀ and v of the point itself are new; those of the rejected attempts are gone.
    expect(live().tensors - alive.tensors).toBe(3);
    path.return('interrupted');
  });
});

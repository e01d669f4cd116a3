import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import {
  gradientDescent,
  gradientFlow,
  gradientFlowFixedStep,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  distance,
  EXAMPLES,
  initial,
  pathOf,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const q = () => quadratic([1, 0.25]);
const theta0 = Float64Array.of(1, -2);

test('descent on a quadratic is (I − ηH)ᵏ θ₀', () => {
  const toy = q();
  const path = pathOf(gradientDescent(toy.objective, 0.1), toy.objective, theta0, {
    steps: 30,
    precision: 'double',
  });
  toy.dispose();
  for (const [k, theta] of path.entries()) {
    // 30 steps of two roundings, each of a hi/lo pair, 2⁻⁴⁹ of a value.
    expect(distance(theta, toy.descent(theta0, 0.1, k))).toBeLessThan(1e-12);
  }
});

test('training time of a constant step is the product of step and dt', () => {
  const toy = q();
  const times = withWeights(theta0, toy.objective.shapes, (theta) =>
    Array.from(
      integrate(gradientDescent(toy.objective, 0.1), theta, { steps: 1000 }),
      ({ t }) => t,
    ),
  );
  toy.dispose();
  expect(times[3]).toBe(3 * 0.1);
  expect(times[1000]).toBe(100);
});

test.each([
  [1, 3], // steps end at 0.3, 0.6, 0.9, 1.2: 0.9 is nearest
  [1.1, 4],
  [0, 0],
])(
  'a constant step of 0.3 asked to end at %d takes %d steps, ending within dt/2',
  (time, steps) => {
    const toy = q();
    const path = pathOf(gradientDescent(toy.objective, 0.3), toy.objective, theta0, { time });
    toy.dispose();
    expect(path).toHaveLength(steps + 1);
  },
);

test('descent beyond 2/λ diverges at the first watched step with ‖θ‖ beyond the bound', () => {
  const toy = quadratic([1]);
  withWeights(Float64Array.of(1), toy.objective.shapes, (theta) => {
    // η = 3 doubles |θ| each step: 2²⁰ > 10⁶ first seen at step 32, of 16, 32, ….
    const path = integrate(gradientDescent(toy.objective, 3), theta, { steps: 100 });
    let steps = 0;
    for (let next = path.next(); ; next = path.next()) {
      if (next.done === true) {
        expect(next.value).toBe('diverged');
        break;
      }
      steps = next.value.step;
    }
    expect(steps).toBe(31);
  });
  toy.dispose();
});

test('a path abandoned midway frees its tensors', () => {
  const toy = q();
  withWeights(theta0, toy.objective.shapes, (theta) => {
    for (const { step } of integrate(gradientFlow(toy.objective, 1e-3), theta)) {
      if (step === 3) break;
    }
  });
  toy.dispose();
});

const methods: readonly (readonly [string, (o: Objective) => Method])[] = [
  ['gradient descent', (o) => gradientDescent(o, 0.2)],
  [
    'stochastic gradient descent',
    (o) => stochasticGradientDescent(o, 0.2, batches(EXAMPLES, 7, 'shuffled', rng(8))),
  ],
  ['adaptive gradient flow', (o) => gradientFlow(o, 1e-3)],
  ['gradient flow by RK4', (o) => gradientFlowFixedStep(o, 0.2)],
];

describe.each(methods)('%s', (_, method) => {
  test('is not disturbed by asking for weights between steps', () => {
    const { objective, dispose: free } = smallProblem();
    const calm = pathOf(method(objective), objective, initial(), { steps: 12 });
    const asked = withWeights(initial(), objective.shapes, (theta) =>
      Array.from(integrate(method(objective), theta, { steps: 12 }), (point) => {
        for (const share of [0, 0.3, 0.9, 1]) {
          dispose(point.at(point.from + share * (point.t - point.from)));
        }
        return flatten64(point.theta);
      }),
    );
    free();
    expect(asked).toEqual(calm);
  });

  test('gives the step’s ends exactly, and refuses times outside it', () => {
    const { objective, dispose: free } = smallProblem();
    let before = initial();
    withWeights(before, objective.shapes, (theta) => {
      for (const point of integrate(method(objective), theta, { steps: 3 })) {
        const [start, end] = [point.at(point.from), point.at(point.t)];
        expect(flatten64(start)).toEqual(before);
        expect(flatten64(end)).toEqual(flatten64(point.theta));
        dispose([...start, ...end]);
        expect(() => point.at(point.t + 0.1)).toThrow('invalid time; not in [');
        expect(() => point.at(Number.NaN)).toThrow('invalid time; not in [');
        before = flatten64(point.theta) as Float64Array<ArrayBuffer>;
      }
    });
    free();
  });
});

test('between the steps of descent the weights lie on a straight line', () => {
  const { objective, dispose: free } = smallProblem();
  const options = { steps: 5, precision: 'double' } as const;
  let before = initial();
  withWeights(before, objective.shapes, (theta) => {
    for (const point of integrate(gradientDescent(objective, 0.2), theta, options)) {
      const after = flatten64(point.theta);
      for (const share of point.step === 0 ? [] : [0.25, 0.7]) {
        const between = point.at(point.from + share * (point.t - point.from));
        const line = after.map((x, i) => before[i]! + share * (x - before[i]!));
        expect(distance(flatten64(between), line)).toBeLessThan(1e-13);
        dispose(between);
      }
      before = after as Float64Array<ArrayBuffer>;
    }
  });
  free();
});

test('between the steps of adaptive flow the weights follow the flow', () => {
  const toy = q();
  withWeights(theta0, toy.objective.shapes, (theta) => {
    const method = gradientFlow(toy.objective, 1e-6);
    for (const point of integrate(method, theta, { time: 2, precision: 'double' })) {
      if (point.step === 0) continue;
      const time = (point.from + point.t) / 2;
      const between = point.at(time);
      expect(distance(flatten64(between), toy.flow(theta0, time))).toBeLessThan(1e-4);
      dispose(between);
    }
  });
  toy.dispose();
});

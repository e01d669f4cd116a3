import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { preconditionedSharpness } from '../../../src/probes/spectrum/preconditioned-sharpness.ts';
import { operatorOf, withSpectrum } from '../../support/dense-matrices.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { adamByHand } from '../../support/methods-in-float64.ts';
import { denseHessian, oracleAt, smallMlp, withProblem } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const options = { tolerance: 1e-4, maxIterations: 300, random: rng(1) };

/** Weights after some steps of Adam by the float64 oracle, rounded to float32, and the P of its last step. */
function afterAdam(small: ReturnType<typeof smallMlp>, steps: number) {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const rule = adamByHand(beta1, beta2, epsilon);
  let theta = small.theta;
  let v = new Float64Array(theta.length);
  for (let k = 1; k <= steps; k++) {
    const { gradient } = oracleAt(small, theta);
    v = v.map((x, i) => beta2 * x + (1 - beta2) * gradient[i]! ** 2);
    theta = rule.step(theta, gradient, 0.003, k);
  }
  const P = v.map((x) => (1 - beta1 ** steps) * (Math.sqrt(x / (1 - beta2 ** steps)) + epsilon));
  return { theta: Float64Array.from(theta, Math.fround), P };
}

test.each(['squared-error', 'cross-entropy'] as const)(
  'after Adam on %s it is the largest root of det(H − λP) in float64',
  (loss) => {
    const small = smallMlp('tanh', loss, 5);
    const { theta, P } = afterAdam(small, 200);
    const scaled = denseHessian(small, theta).map((row, i) =>
      row.map((h, j) => h / Math.sqrt(P[i]! * P[j]!)),
    );
    const truth = jacobiEigenvalues(scaled).at(-1)!;
    withProblem(small, theta, (objective, at) => {
      const H = hessian(objective, at);
      const found = preconditionedSharpness(H, P, options);
      H.dispose();
      expect(found.converged).toBe(true);
      expect(Math.abs(found.value / truth - 1)).toBeLessThan(1e-4);
      expect(found.interval![0]).toBeLessThanOrEqual(truth);
      expect(found.interval![1]).toBeGreaterThanOrEqual(truth);
      expect(found.cost.hvps).toBeGreaterThan(4);
    });
  },
);

test('P = I gives λ itself, and P = c I a c-th of it', () => {
  const A = operatorOf(withSpectrum([1, 2, 3, 7], rng(3)));
  for (const c of [1, 10, 1e-8]) {
    const { value } = preconditionedSharpness(A, new Float64Array(4).fill(c), options);
    expect(Math.abs((value * c) / 7 - 1)).toBeLessThan(1e-12);
  }
});

test.each([0, Number.NaN, Number.POSITIVE_INFINITY])(
  'a P that is %d somewhere has no answer, and says so',
  (bad) => {
    const A = operatorOf(withSpectrum([1, 2, 3], rng(3)));
    const { value, stderr, converged } = preconditionedSharpness(
      A,
      Float64Array.of(1, bad, 1),
      options,
    );
    expect([value, stderr, converged]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, false]);
  },
);

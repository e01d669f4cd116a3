import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { centralFlow, oscillation } from '../../../src/dynamics/central/central-flow.ts';
import { free as freeCheckpoint } from '../../../src/dynamics/integrate/checkpoint.ts';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { symmetricEigen } from '../../../src/linalg/symmetric-eigen.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { dot } from '../../support/derivatives-in-float64.ts';
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

const eta = 1;

/** ∇L and the rows of ∇²L at any θ, by one graph. */
function denseDerivatives(objective: Objective) {
  const { shapes, parameters: P } = objective;
  const both = compile((inputs) => {
    const [theta, v] = [inputs.slice(0, shapes.length), inputs.slice(shapes.length)];
    return [...objective.gradient(theta).gradient, ...objective.hvp(theta, v)];
  }, 'double');
  const along = (theta: Float64Array, v: Float64Array) => {
    const inputs = [...unflatten(theta, shapes), ...unflatten(v, shapes)];
    const out = both(inputs);
    const flat = flatten64(out);
    dispose([...inputs, ...out]);
    return { gradient: flat.slice(0, P), product: flat.slice(P) };
  };
  const unit = (j: number) => Float64Array.from({ length: P }, (_, i) => Number(i === j));
  return {
    along,
    hessian: (theta: Float64Array) =>
      Array.from({ length: P }, (_, j) => along(theta, unit(j)).product),
    dispose: both.dispose,
  };
}

/** A step of the flow with one eigenvalue to hold, by dense matrices and differences of them: x = max(0, −a/b). */
function denseStep(
  { along, hessian }: ReturnType<typeof denseDerivatives>,
  theta: Float64Array,
  dt: number,
) {
  const { values, vectors } = symmetricEigen(hessian(theta));
  const lambda = values.at(-1)!;
  const u = Float64Array.from(vectors, (row) => row[theta.length - 1]!);
  const critical = values.filter((value) => value > (0.975 * 2) / eta).length;
  let velocity = along(theta, u).gradient.map((x) => -x);
  let x = 0;
  if (critical === 1) {
    // ∇(uᵀHu), as D³L[u, u] by differences of Hu along u.
    const h = 1e-4;
    const [plus, minus] = [1, -1].map(
      (sign) =>
        along(
          theta.map((t, i) => t + sign * h * u[i]!),
          u,
        ).product,
    );
    const turn = plus!.map((p, i) => (p - minus![i]!) / (2 * h));
    const a = 2 / eta - lambda - dt * dot(turn, velocity);
    x = Math.max(0, -a / ((dt * dot(turn, turn)) / 2));
    velocity = velocity.map((v, i) => v - (x * turn[i]!) / 2);
  }
  return { theta: theta.map((t, i) => t + dt * velocity[i]!), lambda, x, critical };
}

test('its steps are those of dense matrices, eigenvectors by Jacobi and third derivatives by differences', () => {
  const { objective, dispose: free } = smallProblem('double');
  const dense = denseDerivatives(objective);
  const start = endOf(gradientDescent(objective, eta), objective, initial(), {
    steps: 38,
    precision: 'double',
  });
  const substeps = 4;
  let theta = start;
  let held = 0;
  withWeights(start, objective.shapes, (theta0) => {
    const method = centralFlow(objective, { eta, substeps, random: rng(3) });
    for (const point of integrate(method, theta0, { steps: 36, precision: 'double' })) {
      if (point.step === 0) continue;
      const taken = denseStep(dense, theta, eta / substeps);
      theta = taken.theta;
      const checkpoint = point.checkpoint();
      const { sharpness, critical, loss } = oscillation(checkpoint);
      freeCheckpoint(checkpoint);
      expect(critical).toBe(taken.critical);
      expect(Math.abs(sharpness / taken.lambda - 1)).toBeLessThan(1e-5);
      expect(Math.abs(loss - (taken.lambda * taken.x) / 2)).toBeLessThan(
        1e-3 * Math.max(loss, 1e-3),
      );
      if (taken.x > 0) held++;
      expect(distance(flatten64(point.theta), theta)).toBeLessThan(1e-4);
    }
  });
  expect(held).toBeGreaterThan(20);
  dense.dispose();
  free();
});

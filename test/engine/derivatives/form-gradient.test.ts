import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile, type Precision } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { twoLayerLinear } from '../../../src/problems/toys/two-layer-linear.ts';
import { oracle } from '../../oracle/oracle.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { type Case, cases, relativeError } from '../../support/networks-and-losses.ts';
import { saturatedCases } from '../../support/saturated-cases.ts';

expectNoLeaks();

// A linear network with squared error is quadratic: third derivatives are zero, and have no relative error.
const chosen = cases.filter(
  ({ twin, loss }) =>
    twin.parametrisation === 'standard' && !(twin.kind === 'linear' && loss === 'squared-error'),
);

/** Where the loss is small, and its third derivatives with it. */
const saturated = saturatedCases([1e-12, 1e-6]).filter(
  ({ twin, loss }) =>
    loss === 'cross-entropy' && twin.parametrisation === 'standard' && twin.kind !== 'cnn',
);

/** ∇(vᵀ∇²L(θ)v) by the engine. */
function formGradient(
  objective: Objective,
  theta: Float64Array,
  v: Float64Array,
  precision: Precision,
): Float64Array {
  const own = (x: Float64Array) =>
    unflatten(precision === 'double' ? x : Float32Array.from(x), objective.shapes);
  const inputs = [...own(theta), ...own(v)];
  const k = objective.shapes.length;
  const program = compile((q) => objective.formGradient(q.slice(0, k), q.slice(k)), precision);
  const out = program(inputs);
  const flat = flatten64(out);
  dispose([...inputs, ...out]);
  program.dispose();
  return flat;
}

/** The same by a central difference of the oracle's products: d/dε ∇²L(θ + εv) v, to 1e-8 or so. */
function byDifference(c: Case, theta: Float64Array, v: Float64Array): Float64Array {
  const epsilon = 1e-6;
  const product = (sign: number) =>
    oracle(
      c.twin,
      c.loss,
      theta.map((x, i) => x + sign * epsilon * v[i]!),
      Float64Array.from(c.x),
      c.labels,
    ).hvp(v);
  const down = product(-1);
  return product(1).map((x, i) => (x - down[i]!) / (2 * epsilon));
}

describe.each([
  { engine: 'native', precision: 'single', tolerance: 1e-4 },
  { engine: 'native', precision: 'double', tolerance: 1e-7 },
  { engine: 'wasm', precision: 'single', tolerance: 1e-4 },
] as const)(
  'third derivatives on the $engine engine in $precision precision',
  ({ engine, precision, tolerance }) => {
    beforeAll(async () => {
      await openEngine(engine);
    });

    /** Relative to differences of the float64 oracle. */
    const error = (c: Case): number => {
      const theta = Float64Array.from(c.theta, Math.fround);
      const v = rng(7).fork(c.name).normals(theta.length).map(Math.fround);
      const { objective, dispose: free } = problem(c.network, c.loss, c, c.twin.classes);
      const found = formGradient(objective, theta, v, precision);
      free();
      return relativeError(found, byDifference(c, theta, v));
    };

    test.each(chosen)('equal differences of the float64 oracle: $name', (c) => {
      expect(error(c)).toBeLessThan(tolerance);
    });

    test.each(saturated)('and where the loss is small: $name', (c) => {
      expect(error(c)).toBeLessThan(1e-3);
    });

    test('of ½ (ab − 1)² are those of its Hessian, written out', () => {
      const toy = twoLayerLinear(1, 1, 1);
      const [at, v] = [Float64Array.of(0.5, 0.9), Float64Array.of(1, -2)];
      const [[a, b], [s, t]] = [at, v] as unknown as [[number, number], [number, number]];
      const found = formGradient(toy.objective, at, v, precision);
      expect(found[0]).toBeCloseTo(4 * b * s * t + 2 * a * t * t, 5);
      expect(found[1]).toBeCloseTo(2 * b * s * s + 4 * a * s * t, 5);
      toy.dispose();
    });

    test('are zero on a quadratic', () => {
      const toy = quadratic([1, -2, 3]);
      const at = Float64Array.of(1, 2, 3);
      expect([...formGradient(toy.objective, at, at, precision)].map(Math.abs)).toEqual([0, 0, 0]);
      toy.dispose();
    });
  },
);

import { beforeAll, describe, expect, test } from 'vitest';
import { costSince } from '../../../src/core/estimate.ts';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Precision } from '../../../src/engine/program/compile.ts';
import { dispose, live } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import type { LinearOperator } from '../../../src/linalg/operator.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { oracle } from '../../oracle/oracle.ts';
import { type Case, cases, relativeError } from '../../support/networks-and-losses.ts';

// Every kind of network and curvature: piecewise linear, bounded, and one with its own derivative.
const chosen = cases.filter(
  ({ twin }) => twin.kind === 'linear' || ['tanh', 'relu', 'gelu'].includes(twin.activation),
);

// Forms are made of the same derivatives as products: one activation for each kind of network.
const forms = chosen.filter(({ twin }) => twin.kind === 'linear' || twin.activation === 'gelu');

/** Runs `body` on the Hessian of a case, and frees all that was made for it. */
function withHessian(c: Case, precision: Precision, body: (H: LinearOperator) => void): void {
  const { objective, dispose: free } = problem(c.network, c.loss, c, c.twin.classes);
  const theta = unflatten(
    precision === 'double' ? c.theta : Float32Array.from(c.theta),
    c.network.shapes,
  );
  const H = hessian(objective, theta, precision);
  try {
    body(H);
  } finally {
    H.dispose();
    dispose(theta);
    free();
  }
}

const oracleOf = (c: Case, precision: Precision) => {
  // In single precision the engine sees θ rounded to float32; the oracle is given the same.
  const theta = precision === 'double' ? c.theta : Float64Array.from(c.theta, Math.fround);
  return oracle(c.twin, c.loss, theta, Float64Array.from(c.x), c.labels);
};

const bilinear = (u: Float64Array, Hv: Float64Array) =>
  u.reduce((sum, x, i) => sum + x * Hv[i]!, 0);

const norm = (u: Float64Array) => Math.sqrt(bilinear(u, u));

describe.each([
  { engine: 'native', precision: 'single', tolerance: 1e-4 },
  { engine: 'native', precision: 'double', tolerance: 1e-10 },
  { engine: 'wasm', precision: 'single', tolerance: 1e-4 },
] as const)(
  'the Hessian on the $engine engine in $precision precision',
  ({ engine, precision, tolerance }) => {
    beforeAll(async () => {
      await openEngine(engine);
    });

    test.each(chosen)('equals the float64 oracle and is symmetric: $name', (c) => {
      const before = live();
      withHessian(c, precision, (H) => {
        expect(H.dim).toBe(c.network.parameters);
        const v = precision === 'double' ? c.v : Float64Array.from(c.v, Math.fround);
        expect(relativeError(H.matvec(v), oracleOf(c, precision).hvp(v))).toBeLessThan(tolerance);
        // The compiled product is used again with another vector.
        const w = v.toReversed();
        expect(relativeError(H.matvec(w), oracleOf(c, precision).hvp(w))).toBeLessThan(tolerance);
        const u = rng(1).normals(H.dim);
        const [Hu, Hv] = [H.matvec(u), H.matvec(c.v)];
        const difference = Math.abs(bilinear(u, Hv) - bilinear(c.v, Hu));
        expect(difference).toBeLessThan(tolerance * norm(u) * norm(Hv));
      });
      expect(live()).toEqual(before);
    });

    test.each(forms)('quadratic forms equal vᵀ(H v), one by one and together: $name', (c) => {
      const { objective, dispose: free } = problem(c.network, c.loss, c, c.twin.classes);
      const exact = (v: Float64Array) =>
        precision === 'double' ? v : Float64Array.from(v, Math.fround);
      const theta = unflatten(
        precision === 'double' ? c.theta : Float32Array.from(c.theta),
        c.network.shapes,
      );
      const vs = Array.from({ length: 11 }, (_, k) => rng(k).signs(objective.parameters));
      const { hvp } = oracleOf(c, precision);
      const truth = vs.map((v) => bilinear(exact(Float64Array.from(v)), hvp(Float64Array.from(v))));
      const before = live().tensors;
      // Told that it has many examples, the operator takes four vectors at a time.
      for (const examples of [objective.examples, 1e9]) {
        const H = hessian({ ...objective, examples }, theta, precision);
        expect(relativeError(H.forms!(vs), truth)).toBeLessThan(tolerance);
        if (c === forms[0]) {
          const streams = Array.from({ length: 11 }, (_, k) => rng(k));
          expect(relativeError(H.signForms!(streams), truth)).toBeLessThan(tolerance);
        }
        H.dispose();
      }
      expect(live().tensors).toBe(before);
      dispose(theta);
      free();
    });

    test('products leave no tensor behind, nor does a vector of the wrong length', () => {
      withHessian(chosen.at(-1)!, precision, (H) => {
        const v = new Float64Array(H.dim).fill(1);
        H.matvec(v);
        const before = live();
        for (let k = 0; k < 5; k++) H.matvec(v);
        expect(() => H.matvec(v.subarray(1))).toThrow(RangeError);
        expect(live()).toEqual(before);
      });
    });

    test('takes float32 vectors, and gives back arrays of its own', () => {
      withHessian(chosen[0]!, precision, (H) => {
        const v = rng(2).signs(H.dim);
        const first = H.matvec(v);
        const kept = first.slice();
        const second = H.matvec(v);
        expect(second).toEqual(first);
        second.fill(0);
        H.matvec(Float64Array.from(v));
        expect(first).toEqual(kept);
      });
    });
  },
);

describe('costOf', () => {
  test('counts products and the seconds since the start', () => {
    const cost = costSince(performance.now() - 1500, { hvps: 7 });
    expect(cost.hvps).toBe(7);
    expect(cost.gradients).toBe(0);
    expect(cost.seconds).toBeGreaterThanOrEqual(1.5);
    expect(cost.seconds).toBeLessThan(10);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientFlow } from '../../../src/dynamics/methods/descent.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { linearise } from '../../../src/engine/derivatives/linearise.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { softmax } from '../../../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { type Params, tensor } from '../../../src/engine/tensors/tensor.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { linearised } from '../../../src/problems/networks/linearised.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { oracleJacobian } from '../../oracle/jacobian.ts';
import { product } from '../../support/dense-matrices.ts';
import { derivatives } from '../../support/derivatives-in-float64.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { type Small, smallCnn, smallMlp } from '../../support/small-network.ts';

expectNoLeaks();

const CLASSES = 10;

/** Away from θ*, float64 values that float32 does not hold. */
const elsewhere = ({ theta }: Small) => {
  const shift = rng(5).normals(theta.length);
  return theta.map((t, i) => t + 0.3 * shift[i]!);
};

/** L, ∇L and ∇²L of the linearised network at θ, from f and J at θ* in float64. */
function byHand(small: Small, theta: Float64Array) {
  const { outputs: f, J } = oracleJacobian(small.twin, small.theta, Float64Array.from(small.x));
  const n = small.labels.length;
  const P = theta.length;
  const delta = theta.map((t, i) => t - small.theta[i]!);
  const z = f.map((fi, i) => fi + J[i]!.reduce((s, j, p) => s + j * delta[p]!, 0));
  let value = 0;
  const gradient = new Float64Array(P);
  const H = new Float64Array(P * P);
  for (let i = 0; i < n; i++) {
    const own = z.slice(i * CLASSES, (i + 1) * CLASSES);
    const y = own.map((_, k) => Number(k === small.labels[i]));
    const total = own.reduce((s, x) => s + Math.exp(x), 0);
    const p = own.map((x) => Math.exp(x) / total);
    const squared = small.loss === 'squared-error';
    value += squared
      ? own.reduce((s, x, k) => s + (x - y[k]!) ** 2 / 2, 0) / n
      : -Math.log(p[small.labels[i]!]!) / n;
    for (let k = 0; k < CLASSES; k++) {
      const row = J[i * CLASSES + k]!;
      const slope = ((squared ? own[k]! : p[k]!) - y[k]!) / n;
      // Σ_l M_kl J_l with M = ∂²ℓ/∂f².
      const mixed = new Float64Array(P);
      for (let l = 0; l < CLASSES; l++) {
        const m = squared ? Number(k === l) : p[k]! * (Number(k === l) - p[l]!);
        if (m !== 0) for (let q = 0; q < P; q++) mixed[q]! += m * J[i * CLASSES + l]![q]!;
      }
      for (let a = 0; a < P; a++) {
        gradient[a]! += slope * row[a]!;
        const ra = row[a]! / n;
        if (ra !== 0) for (let b = 0; b < P; b++) H[a * P + b]! += ra * mixed[b]!;
      }
    }
  }
  return { value, gradient, hessian: H };
}

const cases: readonly Small[] = [
  smallMlp('tanh', 'squared-error', 4, 6),
  smallMlp('gelu', 'cross-entropy', 4, 6),
  smallCnn('relu', 'squared-error', 5),
  smallCnn('softplus', 'cross-entropy', 5),
];

describe.each(cases.map((c) => [c.name, c] as const))('linearised %s', (_, small) => {
  describe('in double precision', () => {
    beforeAll(async () => {
      await openEngine('native');
    });

    test('has the loss, gradient and Hessian of f* + J*(θ − θ*) in float64', () => {
      const at = unflatten(small.theta, small.network.shapes);
      const on = problem(linearised(small.network, at), small.loss, small, CLASSES);
      const theta = elsewhere(small);
      const truth = byHand(small, theta);
      const found = derivatives(on.objective, theta);
      expect(Math.abs(found.value - truth.value)).toBeLessThan(1e-12 * truth.value);
      expect(relativeError(found.gradient, truth.gradient)).toBeLessThan(1e-12);
      expect(relativeError(found.hessian, truth.hessian)).toBeLessThan(1e-12);
      on.dispose();
      dispose(at);
    });
  });

  describe.each(['native', 'wasm'] as const)('on the %s engine', (engine) => {
    beforeAll(async () => {
      await openEngine(engine);
    });

    test('has quadratic forms, differentiated forward, of the same Hessian', () => {
      const at = unflatten(Float32Array.from(small.theta), small.network.shapes);
      const on = problem(linearised(small.network, at), small.loss, small, CLASSES);
      const flat = Float64Array.from(elsewhere(small), Math.fround);
      const theta = unflatten(Float32Array.from(flat), small.network.shapes);
      const P = flat.length;
      const truth = byHand(small, flat).hessian;
      const H = hessian(on.objective, theta);
      const vs = [1, 2].map((seed) => rng(seed).signs(P));
      const forms = H.forms!(vs);
      for (const [i, v] of vs.entries()) {
        const Hv = Float64Array.from(v, (_, a) => {
          let sum = 0;
          for (let b = 0; b < P; b++) sum += truth[a * P + b]! * v[b]!;
          return sum;
        });
        const form = Hv.reduce((s, x, a) => s + x * v[a]!, 0);
        expect(relativeError(H.matvec(v), Hv)).toBeLessThan(2e-5);
        expect(Math.abs(forms[i]! - form)).toBeLessThan(2e-5 * form);
      }
      H.dispose();
      on.dispose();
      dispose([...at, ...theta]);
    });
  });
});

test('an operation without a forward rule is refused', () => {
  const at = [tensor(Float32Array.of(1, 2), [2])];
  expect(() => scoped(() => linearise(([t]) => softmax(t!), at)(at))).toThrow(
    'cannot differentiate forward through this operation',
  );
  dispose(at);
});

/** e^{A} v by its Taylor series over `parts` equal parts. */
function expTimes(A: readonly Float64Array[], v: Float64Array, parts: number): Float64Array {
  let x = v;
  for (let part = 0; part < parts; part++) {
    let term = x;
    for (let k = 1; k < 60; k++) {
      term = product(A, term).map((t) => t / (k * parts));
      x = x.map((xi, i) => xi + term[i]!);
    }
  }
  return x;
}

describe('the flow of a linearised network with squared error', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  const small = smallMlp('tanh', 'squared-error', 6, 8);
  const n = small.labels.length;
  const { outputs: f, J } = oracleJacobian(small.twin, small.theta, Float64Array.from(small.x));
  const y = f.map((_, i) => Number(i % CLASSES === small.labels[Math.floor(i / CLASSES)]));
  /** y + e^{−Θt/n}(f₀ − y), with Θ = J Jᵀ. */
  function theory(t: number): Float64Array {
    const A = J.map((a) =>
      Float64Array.from(J, (b) => (-t / n) * a.reduce((s, x, p) => s + x * b[p]!, 0)),
    );
    const rest = expTimes(
      A,
      f.map((fi, i) => fi - y[i]!),
      Math.ceil(10 * t),
    );
    return rest.map((r, i) => y[i]! + r);
  }
  function outputsAt(
    times: readonly number[],
    method: (o: Parameters<typeof gradientFlow>[0]) => Method,
  ) {
    const at = unflatten(small.theta, small.network.shapes);
    const model = linearised(small.network, at);
    const on = problem(model, small.loss, small, CLASSES);
    const x = tensor(small.x, [n, small.x.length / n]);
    const outputs = compile((theta: Params) => [model.apply(theta, x)], 'double');
    const found = times.map((time) => {
      let end = new Float64Array(0);
      for (const { t, theta } of integrate(method(on.objective), at, {
        time,
        precision: 'double',
      })) {
        if (t !== time) continue;
        const z = outputs(theta);
        end = flatten64(z) as Float64Array<ArrayBuffer>;
        dispose(z);
      }
      return end;
    });
    outputs.dispose();
    on.dispose();
    dispose([x, ...at]);
    return found;
  }

  test('follows y + e^{−Θt/n}(f₀ − y) with the kernel Θ of float64', () => {
    const times = [0.5, 2, 10];
    const found = outputsAt(times, (o) => gradientFlow(o, 1e-9, 'dormand-prince'));
    for (const [i, t] of times.entries()) {
      const expected = theory(t);
      const moved = Math.hypot(...expected.map((z, k) => z - f[k]!));
      const error = Math.hypot(...expected.map((z, k) => z - found[i]![k]!));
      expect(moved).toBeGreaterThan(0.5);
      // The claim asks for 1e-4; the flow's own tolerance is far below.
      expect(error / moved, `t = ${t}`).toBeLessThan(1e-7);
    }
  });
});

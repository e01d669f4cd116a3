import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import {
  hessianVectorProduct,
  valueAndGradient,
} from '../../../src/engine/derivatives/autodiff.ts';
import { scoped } from '../../../src/engine/tensors/memory.ts';
import { sum } from '../../../src/engine/tensors/operations.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { read, readScalar } from '../../../src/engine/tensors/precise.ts';
import { type Params, tensor } from '../../../src/engine/tensors/tensor.ts';
import { dot, norm } from '../../../src/linalg/float64.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { exactTrace } from '../../../src/probes/trace/diagonal.ts';
import { linear } from '../../../src/problems/networks/mlp.ts';
import { exampleLosses } from '../../../src/problems/supervised/losses.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { cases } from '../../support/networks-and-losses.ts';

expectNoLeaks();

describe.each(['native', 'wasm'] as const)('cross-entropy on the %s engine', (engine) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  // f = ±(g/2, −g/2) at x = ±1 with labels 0 and 1, and q = 1/(1 + e^g) the probability of the wrong class: the loss is
  // log1p(e^−g), and ∇²L is q(1 − q) of (1, −1; −1, 1) for each of weight and bias, of trace 4q(1 − q).
  test.each([0.5, 2, 9, 18, 27.5, 60, -18, -60])(
    'two points told apart by %d have the loss and the trace of the closed form',
    (g) => {
      const net = linear({ inputs: 1, outputs: 2, parametrisation: 'standard', scale: 1 });
      const examples = { x: Float32Array.of(1, -1), labels: Int32Array.of(0, 1) };
      const { objective, dispose: free } = problem(net, 'cross-entropy', examples, 2);
      scoped(() => {
        const theta = unflatten(Float32Array.of(g / 2, -g / 2, 0, 0), net.shapes);
        const loss = readScalar(objective.value(theta));
        const exact = g > 0 ? Math.log1p(Math.exp(-g)) : Math.log1p(Math.exp(g)) - g;
        expect(Math.abs(loss / exact - 1)).toBeLessThan(1e-5);
        const H = hessian(objective, theta);
        const q = 1 / (1 + Math.exp(-Math.abs(g)));
        const trace = (4 * q * Math.exp(-Math.abs(g))) / (1 + Math.exp(-Math.abs(g)));
        expect(Math.abs(exactTrace(H).value / trace - 1)).toBeLessThan(1e-5);
        const v = Float32Array.of(1, -2, 0.5, 3);
        // (v₀ − v₁)² + (v₂ − v₃)² of q(1 − q).
        const form = (trace / 4) * (9 + 6.25);
        expect(Math.abs(H.forms!([v])[0]! / form - 1)).toBeLessThan(1e-5);
        expect(Math.abs(dot(v, H.matvec(v)) / form - 1)).toBeLessThan(1e-5);
        H.dispose();
        return [];
      });
      free();
    },
  );

  // Sums over pairs of classes, which do not cancel: gₖ = Σⱼ (yⱼ pₖ − yₖ pⱼ), (H u)ₖ = pₖ Σⱼ pⱼ (uₖ − uⱼ).
  test('gradient and Hessian in the logits are those of the closed form, whatever the logits', () => {
    for (let trial = 0; trial < 200; trial++) {
      const random = rng(5).fork('logits', trial);
      const k = 2 + (trial % 12);
      const size = 10 ** (3 * random.fork('size').uniforms(1)[0]!);
      const z = Float32Array.from(random.fork('z').normals(k), (x) => size * x);
      // Told apart by up to 40, where float32 holds no sum of 1 and the others.
      z[0] = Math.max(...z) + 40 * random.fork('lead').uniforms(1)[0]!;
      const u = random.fork('u').normals(k).map(Math.fround);
      const label = trial % 4 === 0 ? k - 1 : 0;
      const y = Float32Array.from(z, (_, i) => (i === label ? 1 : 0));
      const e = Array.from(z, (x) => Math.exp(x - z[0]!));
      const p = e.map((x) => x / e.reduce((sum, own) => sum + own, 0));
      const pairs = (term: (k: number, j: number) => number) =>
        p.map((_, i) => p.reduce((sum, _, j) => sum + term(i, j), 0));
      scoped(() => {
        const [at, on] = [tensor(z, [1, k]), tensor(y, [1, k])];
        const loss = ([q]: Params) => sum(exampleLosses['cross-entropy'](q!, on));
        const { gradient } = valueAndGradient(loss, [at]);
        const product = hessianVectorProduct(loss, [at], [tensor(u, [1, k])]);
        const g = pairs((i, j) => y[j]! * p[i]! - y[i]! * p[j]!);
        const Hu = pairs((i, j) => p[i]! * p[j]! * (u[i]! - u[j]!));
        // Beyond, float32 underflows.
        const within = (right: ArrayLike<number>) => 1e-5 * (norm(right) + 1e-30);
        expect(norm(read(gradient[0]!).map((x, i) => x - g[i]!))).toBeLessThan(within(g));
        expect(norm(read(product[0]!).map((x, i) => x - Hu[i]!))).toBeLessThan(within(Hu));
        return [];
      });
    }
  });

  const wide = cases.filter((c) => c.loss === 'cross-entropy' && c.twin.kind === 'mlp');
  test.each(wide)('forms equal products at logits of thousands: $name', (c) => {
    const { objective, dispose: free } = problem(c.network, c.loss, c, c.twin.classes);
    scoped(() => {
      const [W, b] = c.network.shapes.slice(-2).map((s) => s.reduce((a, d) => a * d, 1));
      const from = c.theta.length - W! - b!;
      const theta = Float32Array.from(c.theta, (w, i) => (i < from ? w : 2000 * w));
      const H = hessian(objective, unflatten(theta, c.network.shapes));
      for (let k = 0; k < 5; k++) {
        const v = rng(3).fork(c.name, k).signs(theta.length);
        const product = H.matvec(v);
        const size = norm(v) * norm(product);
        expect(Math.abs(H.forms!([v])[0]! - dot(v, product))).toBeLessThan(1e-6 * size);
      }
      H.dispose();
      return [];
    });
    free();
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { type Params, tensor } from '../../../src/engine/tensors/tensor.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { linearised } from '../../../src/problems/networks/linearised.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import { multiplied, type OutputRule } from '../../../src/problems/networks/multiplied.ts';
import type { Parametrisation } from '../../../src/problems/networks/names.ts';
import type { Network } from '../../../src/problems/networks/network.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { oracleJacobian } from '../../oracle/jacobian.ts';
import { derivatives } from '../../support/derivatives-in-float64.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { type Small, smallCnn, smallMlp } from '../../support/small-network.ts';

expectNoLeaks();

const CLASSES = 10;

/** As {@link multiplied} is used: f₀ is the network at θ₀. */
const ruled = (small: Small, rule: OutputRule, at: Params, model: Network = small.network) =>
  multiplied(model, rule, (x) => small.network.apply(at, x));

/** L and ∇L of α (f(θ) − f₀) by the chain rule, f and its Jacobian by the float64 oracle; or of its linear model at θ₀. */
function byHand(small: Small, rule: OutputRule, linear: boolean, theta: Float64Array) {
  const { outputScale: alpha = 1, centred = false } = rule;
  const x = Float64Array.from(small.x);
  const start = oracleJacobian(small.twin, small.theta, x);
  const here = linear ? start : oracleJacobian(small.twin, theta, x);
  const n = small.labels.length;
  const f = here.outputs.map((fi, i) => {
    const along = linear
      ? here.J[i]!.reduce((s, j, p) => s + j * (theta[p]! - small.theta[p]!), 0)
      : 0;
    return alpha * (fi + along - (centred ? start.outputs[i]! : 0));
  });
  let value = 0;
  const gradient = new Float64Array(theta.length);
  for (let i = 0; i < n; i++) {
    const z = f.slice(i * CLASSES, (i + 1) * CLASSES);
    const total = z.reduce((s, zk) => s + Math.exp(zk), 0);
    const y = z.map((_, k) => Number(k === small.labels[i]));
    const squared = small.loss === 'squared-error';
    value += squared
      ? z.reduce((s, zk, k) => s + (zk - y[k]!) ** 2 / 2, 0) / n
      : (Math.log(total) - z[small.labels[i]!]!) / n;
    for (let k = 0; k < CLASSES; k++) {
      const slope = (alpha * ((squared ? z[k]! : Math.exp(z[k]!) / total) - y[k]!)) / n;
      const row = here.J[i * CLASSES + k]!;
      for (let p = 0; p < theta.length; p++) gradient[p]! += slope * row[p]!;
    }
  }
  return { value, gradient };
}

const nets: readonly Small[] = [
  smallMlp('tanh', 'squared-error', 4, 5),
  smallMlp('gelu', 'cross-entropy', 4, 5),
  smallCnn('softplus', 'squared-error', 4),
  smallCnn('tanh', 'cross-entropy', 4),
];
const rules: readonly OutputRule[] = [
  { outputScale: 0.3 },
  { centred: true },
  { outputScale: 5, centred: true },
];
const cases = nets.flatMap((small) =>
  rules.flatMap((rule) => [false, true].map((linear) => ({ small, rule, linear }))),
);

describe.each(cases)('$small.name $rule, linearised $linear', ({ small, rule, linear }) => {
  beforeAll(async () => {
    await openEngine('native');
  });

  test('has the loss, gradient and Hessian of α (f − f₀) in float64', () => {
    const at = unflatten(small.theta, small.network.shapes);
    const model = linear ? linearised(small.network, at) : small.network;
    const on = problem(ruled(small, rule, at, model), small.loss, small, CLASSES);
    const shift = rng(5).normals(small.theta.length);
    const theta = small.theta.map((t, i) => t + 0.2 * shift[i]!);
    const truth = byHand(small, rule, linear, theta);
    const found = derivatives(on.objective, theta);
    expect(Math.abs(found.value - truth.value)).toBeLessThan(1e-12 * truth.value);
    expect(relativeError(found.gradient, truth.gradient)).toBeLessThan(1e-12);
    // Rows of the Hessian by central differences of the gradient by hand.
    const h = 1e-5;
    const P = theta.length;
    for (const a of [0, Math.floor(P / 2), P - 1]) {
      const gradientAt = (by: number) =>
        byHand(
          small,
          rule,
          linear,
          theta.map((t, i) => (i === a ? t + by : t)),
        ).gradient;
      const [minus, plus] = [gradientAt(-h), gradientAt(h)];
      const row = plus.map((p, i) => (p - minus[i]!) / (2 * h));
      expect(relativeError(found.hessian.slice(a * P, (a + 1) * P), row)).toBeLessThan(1e-7);
    }
    on.dispose();
    dispose(at);
  });
});

describe.each(['native', 'wasm'] as const)('on the %s engine', (engine) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  test('forward quadratic forms are those of the products, f₀ standing still', () => {
    const small = nets[0]!;
    const at = unflatten(Float32Array.from(small.theta), small.network.shapes);
    const start = unflatten(Float32Array.from(small.theta), small.network.shapes);
    const on = problem(ruled(small, rules[2]!, start), small.loss, small, CLASSES);
    const H = hessian(on.objective, at);
    const v = rng(1).signs(small.theta.length);
    const product = H.matvec(v).reduce((s, x, i) => s + x * v[i]!, 0);
    expect(Math.abs(H.forms!([v])[0]! - product)).toBeLessThan(2e-5 * Math.abs(product));
    H.dispose();
    on.dispose();
    dispose([...at, ...start]);
  });

  test.each(nets.map((small) => [small.name, small] as const))(
    'starts from exact zeros: %s',
    (_, small) => {
      const at = unflatten(Float32Array.from(small.theta), small.network.shapes);
      const x = tensor(small.x, [small.labels.length, small.x.length / small.labels.length]);
      for (const model of [small.network, linearised(small.network, at)]) {
        const centred = ruled(small, { centred: true, outputScale: 7 }, at, model);
        const z = scoped(() => [...centred.apply(at, x).dataSync()]);
        expect(z.every((value) => value === 0)).toBe(true);
      }
      dispose([...at, x]);
    },
  );
});

describe('orders in the width m, at the start', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  const inputs = 6;
  const n = 8;
  const widths = [32, 128, 512, 2048];

  /** Root mean square of the outputs, and mean diagonal of the kernel J Jᵀ in float64, over some seeds. */
  function sizes(parametrisation: Parametrisation, m: number) {
    const net = mlp({ inputs, hidden: [m], outputs: 1, activation: 'tanh', parametrisation });
    const twin: Small['twin'] = {
      ...{ kind: 'mlp', inputShape: [1, inputs, 1], hidden: [m], classes: 1 },
      ...{ activation: 'tanh', parametrisation },
    };
    const x = rng(9).normals(inputs * n);
    let [squares, kernel] = [0, 0];
    const seeds = 6;
    for (let seed = 0; seed < seeds; seed++) {
      const theta = net.init(rng(seed)).map((w) => Float64Array.from(w));
      const [W, b, a, c] = theta as [Float64Array, Float64Array, Float64Array, Float64Array];
      // By hand: ∂f/∂a, ∂f/∂c, ∂f/∂W and ∂f/∂b of f = p Σ aⱼ tanh(wⱼx q + bⱼ) + r c.
      const q = parametrisation === 'standard' ? 1 : 1 / Math.sqrt(inputs);
      const p = { standard: 1, ntk: 1 / Math.sqrt(m), 'mean-field': 1 / m }[parametrisation];
      const r = parametrisation === 'mean-field' ? 1 / Math.sqrt(m) : 1;
      for (let i = 0; i < n; i++) {
        let [f, diagonal] = [r * c[0]!, r * r];
        for (let j = 0; j < m; j++) {
          let z = b[j]!;
          let norm = 1;
          for (let d = 0; d < inputs; d++) {
            z += W[d * m + j]! * x[i * inputs + d]! * q;
            norm += (x[i * inputs + d]! * q) ** 2;
          }
          const h = Math.tanh(z);
          f += p * a[j]! * h;
          diagonal += (p * h) ** 2 + (p * a[j]! * (1 - h * h)) ** 2 * norm;
        }
        squares += f * f;
        kernel += diagonal;
      }
      const flat = Float64Array.from(theta.flatMap((w) => [...w]));
      if (m === widths[0]) expect(kernelOf(net, flat, x)).toBeCloseTo(diagonalOf(twin, flat, x), 4);
    }
    return { output: Math.sqrt(squares / (n * seeds)), kernel: kernel / (n * seeds) };
  }

  /** Σᵢ ‖∂f(xᵢ)/∂θ‖² by the lab: with squared error from targets f − 1, n ∇L of one example is ∂f. */
  function kernelOf(net: Network, flat: Float64Array, x: Float64Array): number {
    const at = unflatten(Float32Array.from(flat), net.shapes);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const row = Float32Array.from(x.subarray(i * inputs, (i + 1) * inputs));
      const input = tensor(row, [1, inputs]);
      const values = Float64Array.of(scoped(() => net.apply(at, input).dataSync()[0]!) - 1);
      const on = problem(net, 'squared-error', { x: row, values }, 1);
      const { value, gradient } = on.objective.gradient(at);
      for (const g of gradient) sum += [...g.dataSync()].reduce((s, t) => s + t * t, 0);
      dispose([input, value, ...gradient]);
      on.dispose();
    }
    dispose(at);
    return sum;
  }

  const diagonalOf = (twin: Small['twin'], flat: Float64Array, x: Float64Array): number =>
    oracleJacobian(twin, flat, Float64Array.from(x, Math.fround)).J.reduce(
      (sum, row) => sum + row.reduce((s, t) => s + t * t, 0),
      0,
    );

  const slope = (values: readonly number[]): number => {
    const [u, v] = [widths.map(Math.log), values.map(Math.log)];
    const mean = (w: readonly number[]) => w.reduce((s, t) => s + t, 0) / w.length;
    const [mu, mv] = [mean(u), mean(v)];
    const over = u.reduce((s, t) => s + (t - mu) ** 2, 0);
    return u.reduce((s, t, i) => s + (t - mu) * (v[i]! - mv), 0) / over;
  };

  test.each([
    ['ntk', 0, 0],
    ['mean-field', -0.5, -1],
  ] as const)('%s: outputs as m^%d, kernel as m^%d', (parametrisation, output, kernel) => {
    const found = widths.map((m) => sizes(parametrisation, m));
    expect(Math.abs(slope(found.map((one) => one.kernel)) - kernel)).toBeLessThan(0.05);
    expect(Math.abs(slope(found.map((one) => one.output)) - output)).toBeLessThan(0.15);
  });
});

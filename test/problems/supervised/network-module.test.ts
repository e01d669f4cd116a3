import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { fisher, gaussNewton } from '../../../src/probes/operators/gauss-newton.ts';
import {
  buildModule,
  type ModuleInputs,
  type NetworkModule,
} from '../../../src/problems/supervised/network-module.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { check } from '../../support/derivative-audit.ts';
import { derivatives, EXACT } from '../../support/derivatives-in-float64.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { type Case, cases, relativeError } from '../../support/networks-and-losses.ts';

expectNoLeaks();

const modules: Readonly<Record<'mlp' | 'cnn', NetworkModule>> = {
  mlp: ({ ops, inputs, outputs }) => ({
    shapes: [[inputs, 5], [5], [5, 7], [7], [7, outputs], [outputs]],
    apply([W1, b1, W2, b2, W3, b3], x) {
      const h = ops.gelu(ops.add(ops.matMul(x, W1!), b1!));
      return ops.add(ops.matMul(ops.gelu(ops.add(ops.matMul(h, W2!), b2!)), W3!), b3!);
    },
  }),
  // Of images 7×6×2, with pooling as means over blocks of two rows and two columns.
  cnn: ({ ops, outputs }) => ({
    shapes: [[18, 3], [3], [27, 4], [4], [4, outputs], [outputs]],
    apply([W1, b1, W2, b2, W3, b3], x) {
      const n = x.shape[0]!;
      const pool = (h: typeof x, [rows, columns, c]: readonly [number, number, number]) =>
        ops.mean(
          ops.reshape(ops.slice(h, [0, 0, 0, 0], [n, 2 * rows, 2 * columns, c]), [
            ...[n, rows, 2],
            ...[columns, 2, c],
          ]),
          [2, 4],
        );
      const image = ops.reshape(x, [n, 7, 6, 2]);
      const first = pool(ops.softplus(ops.add(ops.convolve(image, W1!), b1!)), [3, 3, 3]);
      const second = pool(ops.softplus(ops.add(ops.convolve(first, W2!), b2!)), [1, 1, 4]);
      return ops.add(ops.matMul(ops.reshape(second, [n, 4]), W3!), b3!);
    },
  }),
};

const twins = cases.filter(
  ({ twin: { kind, activation, parametrisation, residual, normalisation, stride } }) =>
    parametrisation === 'standard' &&
    !(residual || normalisation || stride) &&
    ((kind === 'mlp' && activation === 'gelu') || (kind === 'cnn' && activation === 'softplus')),
);
const givenOf = ({ twin: { inputShape, classes } }: Case): Omit<ModuleInputs, 'ops'> => ({
  ...{ inputs: inputShape.reduce((a, b) => a * b, 1), outputs: classes, shape: inputShape },
});
const networkOf = (c: Case) =>
  buildModule(modules[c.twin.kind as 'mlp' | 'cnn'], 'own.ts', givenOf(c)).network;

describe.each([
  { engine: 'native', precision: 'single', bounds: [1e-5, 1e-4, 1e-5] },
  { engine: 'native', precision: 'double', bounds: [1e-12, 1e-11, 1e-12] },
  { engine: 'wasm', precision: 'single', bounds: [1e-5, 1e-4, 1e-5] },
] as const)('on the $engine engine in $precision precision', ({ engine, precision, bounds }) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  test.each(twins)('loss, gradient, HVP and form equal the float64 oracle: $name', (c) => {
    const [gradient, hvp, loss] = bounds;
    check({ ...c, network: networkOf(c) }, precision, gradient, hvp, loss);
  });
});

test('initial weights are those of layers of these shapes, or what init draws', () => {
  const own = buildModule(modules.mlp, 'own.ts', { inputs: 400, outputs: 3, shape: [1, 400, 1] });
  const [W, b] = own.network.init(rng(3));
  expect(Math.max(...W!)).toBeLessThanOrEqual(1 / 20);
  expect(Math.max(...W!)).toBeGreaterThan(0.99 / 20);
  expect([...b!]).toEqual([0, 0, 0, 0, 0]);
  expect([own.network.label, own.network.parameters]).toEqual(['own.ts', 2000 + 5 + 35 + 7 + 24]);
});

describe('a loss of its own', () => {
  beforeAll(async () => {
    await openEngine('native');
  });
  const [n, d] = [20, 3];
  const data = {
    x: rng(1).normals(n * d),
    values: rng(2).normals(n),
  };
  const theta = rng(3).normals(d);
  /** Cauchy's log(1 + r²) of a linear model, which is not convex in its output. */
  const cauchy: NetworkModule = ({ ops, inputs }) => ({
    shapes: [[inputs, 1]],
    apply: ([w], x) => ops.matMul(x, w!),
    loss: (f, y) => ops.log(ops.add(ops.square(ops.sub(f, y)), 1)),
  });
  const rows = Array.from({ length: n }, (_, i) => data.x.subarray(i * d, (i + 1) * d));
  const residuals = rows.map(
    (row, i) => row.reduce((sum, xk, k) => sum + xk * theta[k]!, 0) - data.values[i]!,
  );
  const curvatures = residuals.map((r) => (2 * (1 - r * r)) / (1 + r * r) ** 2);
  const H = Float64Array.from({ length: d * d }, (_, at) => {
    const [j, k] = [Math.floor(at / d), at % d];
    return rows.reduce((sum, row, i) => sum + curvatures[i]! * row[j]! * row[k]!, 0) / n;
  });
  const on = () => {
    const { network, loss } = buildModule(cauchy, 'own.ts', {
      ...{ inputs: d, outputs: 1, shape: [1, d, 1] as const },
    });
    return problem(network, loss!, data, 1, 'double');
  };

  test('has the loss, gradient and Hessian of its formula', () => {
    const { objective, dispose: free } = on();
    const found = derivatives(objective, theta);
    const value = residuals.reduce((sum, r) => sum + Math.log(1 + r * r), 0) / n;
    const gradient = theta.map(
      (_, k) =>
        rows.reduce(
          (sum, row, i) => sum + ((2 * residuals[i]!) / (1 + residuals[i]! ** 2)) * row[k]!,
          0,
        ) / n,
    );
    expect(Math.abs(found.value - value) / value).toBeLessThan(EXACT);
    expect(relativeError(found.gradient, gradient)).toBeLessThan(EXACT);
    expect(relativeError(found.hessian, H)).toBeLessThan(EXACT);
    // It has a direction of negative curvature, and no Fisher information.
    expect(Math.min(...curvatures)).toBeLessThan(0);
    expect(() => fisher(objective)).toThrow('fisher needs a loss that is −log p of labels');
    free();
  });

  test('has its Gauss–Newton matrix, which for a linear model is its Hessian', () => {
    const { objective, dispose: free } = on();
    const family = gaussNewton(objective);
    const at = unflatten(theta, objective.shapes);
    const G = family.at(at);
    const columns = Array.from({ length: d }, (_, j) =>
      G.matvec(Float64Array.from({ length: d }, (__, i) => Number(i === j))),
    );
    expect(relativeError(Float64Array.from(columns.flatMap((c) => [...c])), H)).toBeLessThan(EXACT);
    G.dispose();
    family.dispose();
    dispose(at);
    free();
  });

  test('may ask for the inputs: an autoencoder has the Hessian of least squares on them', () => {
    const auto: NetworkModule = ({ ops, inputs }) => ({
      ...{ shapes: [[inputs, inputs]], outputs: inputs },
      apply: ([W], x) => ops.matMul(x, W!),
      loss: (f, _, x) => ops.squaredError(f, x),
    });
    const { network, loss } = buildModule(auto, 'own.ts', {
      ...{ inputs: d, outputs: 2, shape: [1, d, 1] as const },
    });
    const labels = Int32Array.from({ length: n }, (_, i) => i % 2);
    const own = problem(network, loss!, { x: data.x, labels }, 2, 'double');
    const { hessian } = derivatives(own.objective, rng(4).normals(d * d));
    const expected = Float64Array.from({ length: d ** 4 }, (_, at) => {
      const [p, q] = [Math.floor(at / d ** 2), at % d ** 2];
      const [i, j, k, l] = [Math.floor(p / d), p % d, Math.floor(q / d), q % d];
      return j === l ? rows.reduce((sum, row) => sum + row[i]! * row[k]!, 0) / n : 0;
    });
    expect(relativeError(hessian, expected)).toBeLessThan(EXACT);
    // Outputs are no answers for classes.
    expect(own.accuracy).toBeUndefined();
    expect(own.objective.microbatches.outputSize).toBe(d);
    own.dispose();
  });
});

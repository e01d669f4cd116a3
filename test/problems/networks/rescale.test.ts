import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { read } from '../../../src/engine/tensors/precise.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { sharpness } from '../../../src/probes/spectrum/sharpness.ts';
import { rescaled } from '../../../src/problems/networks/rescale.ts';
import { operatorOf } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import {
  denseHessian,
  type Small,
  smallCnn,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** Away from the start, where biases are zero. */
const shifted = (small: Small): Small => {
  const z = rng(6).fork(small.name).normals(small.theta.length);
  return { ...small, theta: small.theta.map((x, i) => Math.fround(x + 0.1 * z[i]!)) };
};

const mlp = shifted(smallMlp('relu', 'cross-entropy', 6, 20));
const cases = [
  { small: mlp, layer: 1 },
  { small: mlp, layer: 2 },
  { small: shifted(smallCnn('relu', 'squared-error', 6)), layer: 2 },
];

const sizes = ({ network }: Small) =>
  network.shapes.map((shape) => shape.reduce((a, b) => a * b, 1));

/** Weights in their arrays. */
function arrays(small: Small): Float32Array[] {
  let from = 0;
  return sizes(small).map((size) => Float32Array.from(small.theta.subarray(from, (from += size))));
}

const flat = (theta: readonly Float32Array[]) => Float64Array.from(theta.flatMap((w) => [...w]));

function outputs({ network, x, labels }: Small, theta: Float64Array): Float32Array {
  const at = unflatten(theta, network.shapes);
  const inputs = tensor(x, [labels.length, x.length / labels.length]);
  const out = scoped(() => network.apply(at, inputs));
  const values = read(out);
  dispose([...at, inputs, out]);
  return values;
}

const activation = 'relu';

describe.each(cases)('$small.name, hidden layer $layer', ({ small, layer }) => {
  test.each([0.1, 3, 50])('rescaled by %d computes the same outputs', (alpha) => {
    const before = outputs(small, small.theta);
    const theta = flat(rescaled(arrays(small), activation, alpha, layer));
    expect(relativeError(outputs(small, theta), before)).toBeLessThan(1e-5);
    expect(relativeError(theta, small.theta)).toBeGreaterThan(0.1);
  });

  test('rescaled by 4, every entry of the Hessian is divided by the factors of its weights', () => {
    const alpha = 4;
    const theta = flat(rescaled(arrays(small), activation, alpha, layer));
    const factors = sizes(small).flatMap((size, a): number[] => {
      const factor =
        a === 2 * layer - 2 || a === 2 * layer - 1 ? alpha : a === 2 * layer ? 1 / alpha : 1;
      return Array(size).fill(factor);
    });
    const before = denseHessian(small);
    const after = denseHessian(small, theta);
    const expected = before.flatMap((row, i) =>
      Array.from(row, (h, j) => h / (factors[i]! * factors[j]!)),
    );
    expect(
      relativeError(
        after.flatMap((row) => [...row]),
        expected,
      ),
    ).toBeLessThan(1e-10);
    // The traces of the three blocks.
    const ends = sizes(small).map((_, a) =>
      sizes(small)
        .slice(0, a)
        .reduce((x, y) => x + y, 0),
    );
    const block = (A: typeof before, a: number) =>
      A.slice(ends[a], ends[a]! + sizes(small)[a]!).reduce(
        (s, row, i) => s + row[ends[a]! + i]!,
        0,
      );
    expectNear(block(after, 2 * layer - 2), block(before, 2 * layer - 2) / 16, { rtol: 1e-9 });
    expectNear(block(after, 2 * layer - 1), block(before, 2 * layer - 1) / 16, { rtol: 1e-9 });
    expectNear(block(after, 2 * layer), block(before, 2 * layer) * 16, { rtol: 1e-9 });
  });
});

test('the sharpness of one function has no bound: λ as measured is at least α² times that of W₂ alone', () => {
  const largest = (A: ReturnType<typeof denseHessian>) =>
    sharpness(operatorOf(A), { tolerance: 1e-8, maxIterations: 400, random: rng(2) }).value;
  const [first, second, third] = sizes(mlp);
  const [from, to] = [first! + second!, first! + second! + third!];
  const block = denseHessian(mlp)
    .slice(from, to)
    .map((row) => row.slice(from, to));
  for (const alpha of [8, 32]) {
    const theta = flat(rescaled(arrays(mlp), activation, alpha));
    const measured = withProblem(mlp, theta, (objective, at) => {
      const H = hessian(objective, at);
      const found = sharpness(H, { tolerance: 1e-4, maxIterations: 200, random: rng(1) });
      H.dispose();
      return found.value;
    });
    expectNear(measured, largest(denseHessian(mlp, theta)), { rtol: 1e-3 });
    // A block's largest eigenvalue is at most that of the whole (Cauchy's interlacing).
    expect(measured).toBeGreaterThan(0.999 * alpha ** 2 * largest(block));
  }
});

test('needs a hidden layer, a positive factor and an activation that is homogeneous', () => {
  const theta = arrays(mlp);
  expect(() => rescaled(theta, 'relu', 0)).toThrow('invalid alpha');
  expect(() => rescaled(theta, 'relu', 2, 3)).toThrow('invalid layer; not in 1 … 2: 3');
  expect(() => rescaled(theta, 'relu', 2, 0)).toThrow('invalid layer');
  expect(() => rescaled(theta, 'tanh', 2)).toThrow(
    'invalid activation; not relu or identity: tanh',
  );
});

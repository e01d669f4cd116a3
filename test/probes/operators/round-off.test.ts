import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { norm } from '../../../src/linalg/float64.ts';
import { roundOffOf } from '../../../src/linalg/round-off.ts';
import { gaussNewton } from '../../../src/probes/operators/gauss-newton.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { eigenpairs } from '../../../src/probes/spectrum/eigenvalues.ts';
import { sharpness } from '../../../src/probes/spectrum/sharpness.ts';
import { exactTrace } from '../../../src/probes/trace/diagonal.ts';
import { cnn } from '../../../src/problems/networks/cnn.ts';
import { linear, mlp } from '../../../src/problems/networks/mlp.ts';
import { evaluator } from '../../../src/problems/supervised/evaluator.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

expectNoLeaks();

beforeAll(async () => {
  await openEngine('native');
});

const common = { outputs: 10, parametrisation: 'standard', scale: 1 } as const;
const networks = [
  { network: mlp({ inputs: 14, hidden: [12, 12], activation: 'tanh', ...common }), dim: 14 },
  { network: mlp({ inputs: 200, hidden: [16], activation: 'relu', ...common }), dim: 200 },
  {
    network: cnn({ input: [8, 8, 1], channels: [3, 4], activation: 'elu', ...common }),
    dim: 64,
  },
  { network: linear({ inputs: 14, ...common }), dim: 14 },
];

/** Last layers scaled up, so that logits are large and losses small. */
const points = networks.flatMap(({ network, dim }) =>
  (
    [
      ['squared-error', 1, 20],
      ['squared-error', 1, 500],
      ['cross-entropy', 1, 500],
      ['cross-entropy', 30, 20],
      ['cross-entropy', 100, 20],
    ] as const
  ).map(([loss, scale, n]) => ({
    ...{ network, dim, loss, scale, n },
    name: `${network.label}, ${loss}, ${n} examples, last layer × ${scale}`,
  })),
);

/** Examples with the classes that the network gives, where its logits are large. */
function made({ network, dim, loss, scale, n, name }: (typeof points)[number]) {
  const random = rng(11).fork(name);
  const x = Float32Array.from(random.fork('x').normals(n * dim));
  const last = network.shapes.slice(-2).reduce((sum, s) => sum + s.reduce((a, b) => a * b, 1), 0);
  const flat = Float32Array.from(network.init(random.fork('w')).flatMap((a) => [...a]));
  const theta = unflatten(
    flat.map((w, i) => (i < flat.length - last ? w : scale * w)),
    network.shapes,
  );
  const any = Int32Array.from({ length: n }, (_, i) => i % 10);
  const first = problem(network, loss, { x, labels: any }, 10);
  const given = evaluator(first);
  const f = given.outputs(theta);
  const own = any.map((_, i) => {
    const row = [...f.subarray(10 * i, 10 * i + 10)];
    return row.indexOf(Math.max(...row));
  });
  given.dispose();
  first.dispose();
  return { on: problem(network, loss, { x, labels: scale > 1 ? own : any }, 10), theta };
}

describe('what float32 takes off is within what is said, by double precision', () => {
  test.each(points)('$name', (point) => {
    const { on, theta } = made(point);
    const [H, D] = [hessian(on.objective, theta), hessian(on.objective, theta, 'double')];
    const family = gaussNewton(on.objective);
    const G = family.at(theta);
    const { share, products } = roundOffOf(H);
    expect(products).toBe(2);
    expect(roundOffOf(H)).toEqual({ share, products: 0 });
    expect(roundOffOf(G).share).toBeGreaterThan(0);
    for (let k = 0; k < 3; k++) {
      const z = rng(12).fork('z', k).signs(H.dim);
      const right = new Float64Array(D.matvec(z));
      const off = norm(H.matvec(z).map((x, i) => x - right[i]!)) / norm(right);
      expect(off).toBeLessThan(share);
      // Nor is more said than is of use.
      expect(share).toBeLessThan(1e3 * Math.max(off, 2 ** -24));
    }
    const search = { maxIterations: 300, tolerance: 1e-3, random: rng(13) };
    const found = sharpness(H, { ...search, tolerance: 1e-6, maxIterations: 500 });
    const best = { top: 1, tolerance: 1e-9, maxProducts: 600, random: rng(13) };
    const truth = eigenpairs(D, best).top[0]!.value;
    expect(found.interval![0]).toBeLessThan(truth.interval![1]);
    expect(found.interval![1]).toBeGreaterThan(truth.interval![0]);
    if (H.dim < 600) {
      const [trace, exact] = [exactTrace(H), exactTrace(D)];
      expect(Math.abs(trace.value - exact.value)).toBeLessThan(trace.stderr + exact.stderr);
    }
    expect(sharpness(H, search).converged).toBe(true);
    for (const A of [H, D, G, family]) A.dispose();
    dispose(theta);
    on.dispose();
  });
});

test('eigenvalues of a singular Hessian are 0 within their intervals, and have converged', () => {
  // f = x W + b with squared error: ∇²L is X̃ᵀX̃/n for each of the outputs, of rank 3 of 5 on 3 examples.
  const network = linear({ inputs: 4, outputs: 2, parametrisation: 'standard', scale: 1 });
  const x = Float32Array.from(rng(3).normals(12));
  const on = problem(network, 'squared-error', { x, labels: Int32Array.of(0, 1, 0) }, 2);
  const theta = unflatten(new Float32Array(10), network.shapes);
  const H = hessian(on.objective, theta);
  const options = { top: 6, bottom: 4, tolerance: 0.01, maxProducts: 500, random: rng(4) };
  const { top, bottom } = eigenpairs(H, options);
  for (const { value } of [...top, ...bottom]) expect(value.converged).toBe(true);
  for (const { value } of top) expect(value.interval![0]).toBeGreaterThan(0);
  for (const { value } of bottom) {
    expect(value.interval![0]).toBeLessThanOrEqual(0);
    expect(value.interval![1]).toBeGreaterThanOrEqual(0);
    // Against ‖H‖ it is 0 to six digits.
    expect(value.stderr).toBeLessThan(1e-5 * top[0]!.value.value);
  }
  H.dispose();
  dispose(theta);
  on.dispose();
});

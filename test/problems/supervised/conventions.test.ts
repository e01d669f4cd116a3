import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { mul, square, sub, sumOfRows } from '../../../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { lossOf } from '../../../src/objective/loss-of.ts';
import { gradientNoise } from '../../../src/probes/noise/gradient-noise.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import type { ExampleLoss } from '../../../src/problems/supervised/losses.ts';
import { type Problem, problem } from '../../../src/problems/supervised/problem.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const [n, d, k] = [6, 4, 3];
const x = Float64Array.from(rng(1).normals(n * d));
const labels = Int32Array.from({ length: n }, (_, i) => i % k);
const net = mlp({ inputs: d, hidden: [4], outputs: k, activation: 'tanh' });
const start = Float64Array.from(net.init(rng(2)).flatMap((a) => [...a]));

const sums: ExampleLoss = (f, y) => sumOfRows(square(sub(f, y)));
/** Losses of an example whose mean over n is that of the convention, and c. */
const conventions: readonly (readonly [string, ExampleLoss, number])[] = [
  ['sum over outputs', sums, 2],
  ['mean over outputs', (f, y) => mul(sums(f, y), 1 / k), 2 / k],
  ['sum over examples and outputs', (f, y) => mul(sums(f, y), n), 2 * n],
  ['half of it', (f, y) => mul(sums(f, y), n / 2), n],
];

/** What of the second table is measured, and weights after some steps. */
function measured({ objective }: Problem, eta: number, epsilon: number) {
  const theta = unflatten(start, net.shapes);
  const loss = lossOf(objective);
  const noise = gradientNoise(objective, 'double');
  const H = hessian(objective, theta, 'double');
  const { mean: gradient, trace } = noise.at(theta);
  const product = H.matvec(Float64Array.from(start, (_, i) => Math.sin(i)));
  const found = { loss: loss(theta), gradient, trace: trace.value, product };
  const after = (method: Method) => {
    let end: Float64Array = start;
    for (const point of integrate(method, theta, { steps: 20, precision: 'double' }))
      end = flatten64(point.theta);
    return end;
  };
  const descent = gradientDescent(objective, eta);
  const descended = after(descent);
  const adapted = after({ ...gradientDescent(objective, 0.01), solver: adam({ epsilon }) });
  for (const made of [loss, noise, H]) made.dispose();
  dispose(theta);
  return { ...found, descended, adapted };
}

describe.each(conventions)('%s', (_, example, c) => {
  test('loss, gradient and Hessian are c times the lab’s, tr C c² times, and η/c trains the same', () => {
    const [own, other] = (['squared-error', example] as const).map((loss) =>
      problem(net, loss, { x, labels }, k, 'double'),
    ) as [Problem, Problem];
    const here = measured(own, 0.2, 1e-3);
    const there = measured(other, 0.2 / c, c * 1e-3);
    expect(Math.abs(there.loss / (c * here.loss) - 1)).toBeLessThan(1e-10);
    expect(Math.abs(there.trace / (c ** 2 * here.trace) - 1)).toBeLessThan(1e-10);
    for (const key of ['gradient', 'product'] as const) {
      const scaled = Float64Array.from(here[key], (value) => c * value);
      expect(relativeError(there[key], scaled)).toBeLessThan(1e-10);
    }
    for (const key of ['descended', 'adapted'] as const) {
      expect(relativeError(there[key], here[key])).toBeLessThan(1e-10);
      expect(relativeError(here[key], start)).toBeGreaterThan(0.05);
    }
    own.dispose();
    other.dispose();
  });
});

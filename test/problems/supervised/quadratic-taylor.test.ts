import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import {
  gradientDescent,
  gradientFlow,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { modifiedFlow } from '../../../src/dynamics/methods/modified-flow.ts';
import { flowOfSgd, langevin } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { quadraticForm } from '../../../src/engine/derivatives/autodiff.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { linearised } from '../../../src/problems/networks/linearised.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { quadraticTaylor } from '../../../src/problems/supervised/quadratic-taylor.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { type Matrix, product } from '../../support/dense-matrices.ts';
import { derivatives } from '../../support/derivatives-in-float64.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { denseHessian, oracleAt, type Small, smallMlp } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const small = smallMlp('tanh', 'cross-entropy', 4, 10);
const P = small.theta.length;
const plus = (a: Float64Array, b: ArrayLike<number>, by = 1) => a.map((x, i) => x + by * b[i]!);

/** The examples of some rows, as the oracle takes them. */
const only = (rows: ArrayLike<number>): Small => {
  const d = small.x.length / small.labels.length;
  const own = Array.from(rows);
  return {
    ...small,
    x: Float32Array.from(own.flatMap((r) => [...small.x.subarray(r * d, (r + 1) * d)])),
    labels: Int32Array.from(own, (r) => small.labels[r]!),
  };
};

/** Runs `body` on the Taylor model of the small network's loss about θ*. */
function aboutStart<T>(body: (taylor: Objective, original: Objective) => T): T {
  const at = unflatten(small.theta, small.network.shapes);
  const on = problem(small.network, small.loss, small, 10);
  try {
    return body(quadraticTaylor(on.objective, at), on.objective);
  } finally {
    on.dispose();
    dispose(at);
  }
}

function endOf(method: Method, theta0: Float64Array, steps: number): Float64Array {
  const theta = unflatten(theta0, small.network.shapes);
  let end = theta0;
  for (const point of integrate(method, theta, { steps, precision: 'double' }))
    if (point.step === steps) end = flatten64(point.theta);
  dispose(theta);
  return end;
}

const start = plus(small.theta, rng(5).normals(P), 0.2);

test('has the gradient g + Hδ and the Hessian of the loss at θ*, by the oracle', () => {
  const H = denseHessian(small);
  const { loss, gradient: g } = oracleAt(small, small.theta);
  const delta = plus(start, small.theta, -1);
  const Hd = product(H, delta);
  const value = delta.reduce((s, d, i) => s + d * (g[i]! + Hd[i]! / 2), loss);
  aboutStart((taylor) => {
    const found = derivatives(taylor, start);
    expect(Math.abs(found.value - value)).toBeLessThan(1e-12);
    expect(relativeError(found.gradient, plus(g, Hd))).toBeLessThan(1e-12);
    expect(
      relativeError(
        found.hessian,
        H.flatMap((row) => [...row]),
      ),
    ).toBeLessThan(1e-12);
  });
});

test('is off the loss by the third order, and is the loss itself where that is quadratic', () => {
  const v = rng(6).normals(P);
  const sizes = [0.4, 0.2, 0.1, 0.05];
  aboutStart((taylor, original) => {
    const both = compile((theta) => [taylor.value(theta), original.value(theta)], 'double');
    const errors = sizes.map((size) => {
      const theta = unflatten(plus(small.theta, v, size), small.network.shapes);
      const out = both(theta);
      const [q, loss] = flatten64(out) as unknown as [number, number];
      dispose([...theta, ...out]);
      return Math.abs(q - loss);
    });
    both.dispose();
    const { value, interval } = logLogSlope(sizes, errors);
    expect(Math.abs(value - 3), `slope ${value} in [${interval}]`).toBeLessThan(0.2);
  });
  const toy = quadratic([3, 1], [1, 2]);
  const at = [tensor(Float64Array.of(0.3, -0.7), [2])];
  const [a, b] = [quadraticTaylor(toy.objective, at), toy.objective].map((o) =>
    derivatives(o, Float64Array.of(2, 5)),
  );
  expect(Math.abs(a!.value - b!.value)).toBeLessThan(1e-12);
  expect(relativeError(a!.gradient, b!.gradient)).toBeLessThan(1e-13);
  dispose(at);
  toy.dispose();
});

/** δ ↦ A δ + b, k times over, by squaring. */
function power(A: Matrix, b: Float64Array, k: number, delta: Float64Array): Float64Array {
  let [M, c, x] = [A, b, delta];
  for (let bit = 1; bit <= k; bit *= 2) {
    if (k & bit) x = plus(product(M, x), c);
    const columns = M.map((_, j) =>
      product(
        M,
        Float64Array.from(M, (row) => row[j]!),
      ),
    );
    c = plus(product(M, c), c);
    M = M.map((_, i) => Float64Array.from(columns, (column) => column[i]!));
  }
  return x;
}

test('under descent goes as (I − ηH)ᵏ about its stationary point', () => {
  const [eta, k] = [0.5, 53];
  const { gradient: g } = oracleAt(small, small.theta);
  const A = denseHessian(small).map((row, i) => row.map((h, j) => Number(i === j) - eta * h));
  const delta = power(
    A,
    g.map((x) => -eta * x),
    k,
    plus(start, small.theta, -1),
  );
  const expected = plus(small.theta, delta);
  const moved = Math.hypot(...plus(expected, start, -1));
  aboutStart((taylor) => {
    const end = endOf(gradientDescent(taylor, eta), start, k);
    expect(moved).toBeGreaterThan(1);
    expect(Math.hypot(...plus(end, expected, -1)) / moved).toBeLessThan(1e-11);
  });
});

test('on mini-batches has the g and H of each batch, and of weighted examples each one’s own', () => {
  const n = small.labels.length;
  const draw = batches(n, 3, 'shuffled', rng(2));
  const model = (theta: Float64Array, rows: ArrayLike<number>) => {
    const { gradient, hvp } = oracleAt(only(rows), small.theta);
    return plus(gradient, hvp(plus(theta, small.theta, -1)));
  };
  let theta = start;
  for (let k = 0; k < 9; k++) theta = plus(theta, model(theta, draw(k)), -0.3);
  const w = Float32Array.from(rng(4).normals(n));
  const weighted = w.reduce<Float64Array>(
    (sum, wi, i) => plus(sum, model(start, [i]), wi),
    new Float64Array(P),
  );
  aboutStart((taylor) => {
    const end = endOf(stochasticGradientDescent(taylor, 0.3, draw), start, 9);
    expect(relativeError(end, theta)).toBeLessThan(1e-12);
    const own = compile(([weights, ...at]) => taylor.weighted!(at, weights!), 'double');
    const inputs = [tensor(w, [n]), ...unflatten(start, taylor.shapes)];
    const out = own(inputs);
    expect(relativeError(flatten64(out), weighted)).toBeLessThan(1e-12);
    own.dispose();
    dispose([...inputs, ...out]);
  });
});

test('has the products and forms of one Hessian everywhere, and refuses to be moved forward', () => {
  aboutStart((taylor) => {
    const theta = unflatten(start, taylor.shapes);
    const H = hessian(taylor, theta, 'double');
    const v = rng(3).signs(P);
    const expected = product(denseHessian(small), v);
    expect(relativeError(H.matvec(v), expected)).toBeLessThan(1e-12);
    const form = expected.reduce((s, x, i) => s + x * v[i]!, 0);
    expect(Math.abs(H.forms!([v])[0]! - form)).toBeLessThan(1e-6 * Math.abs(form));
    H.dispose();
    expect(() => scoped(() => quadraticForm((q) => taylor.value(q), theta, theta))).toThrow(
      'cannot differentiate forward',
    );
    dispose(theta);
  });
});

describe('every method runs on', () => {
  const rows = batches(10, 4, 'shuffled', rng(8));
  const noise = { eta: 0.1, batch: 4, sampling: 'with-replacement' } as const;
  const methods: readonly (readonly [string, (o: Objective) => Method])[] = [
    ['gradient descent', (o) => gradientDescent(o, 0.1)],
    [
      'Adam on mini-batches',
      (o) => ({ term: descendOnBatches(o, rows), solver: adam(), controller: constant(0.003) }),
    ],
    ['gradient flow by rkc2', (o) => gradientFlow(o, 1e-4)],
    ['modified flow', (o) => modifiedFlow(o, 0.1, 1e-4)],
    ['Langevin dynamics', (o) => langevin(o, 1e-4, 0.1, rng(1))],
    ['the flow of SGD', (o) => flowOfSgd(o, noise, 0.1, rng(1))],
  ];
  test.each(methods)('both models as on the loss near θ*: %s', (_, of) => {
    const at = unflatten(small.theta, small.network.shapes);
    const [on, lin] = [small.network, linearised(small.network, at)].map((net) =>
      problem(net, small.loss, small, 10),
    ) as [ReturnType<typeof problem>, ReturnType<typeof problem>];
    const steps = 3;
    const ends = [on.objective, quadraticTaylor(on.objective, at), lin.objective].map((o) =>
      endOf(of(o), small.theta, steps),
    );
    const moved = Math.hypot(...plus(ends[0]!, small.theta, -1));
    expect(moved).toBeGreaterThan(1e-3);
    // The first step is the same one; the next see the models' errors of second order in it.
    for (const end of ends.slice(1))
      expect(Math.hypot(...plus(end, ends[0]!, -1)) / moved).toBeLessThan(0.1);
    expect(Math.hypot(...plus(ends[1]!, ends[0]!, -1))).toBeGreaterThan(0);
    on.dispose();
    lin.dispose();
    dispose(at);
  });
});

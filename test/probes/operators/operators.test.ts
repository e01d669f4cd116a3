import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Precision } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import type { Params } from '../../../src/engine/tensors/tensor.ts';
import { dot, norm } from '../../../src/linalg/float64.ts';
import { krylovSpace } from '../../../src/linalg/lanczos.ts';
import { layers } from '../../../src/linalg/layers.ts';
import { signFormsOf } from '../../../src/linalg/operator-algebra.ts';
import { orthogonalise } from '../../../src/linalg/orthonormal.ts';
import {
  empiricalFisher,
  fisher,
  gaussNewton,
  residual,
} from '../../../src/probes/operators/gauss-newton.ts';
import { gradientCovariance } from '../../../src/probes/operators/gradient-covariance.ts';
import { hessians } from '../../../src/probes/operators/hessian.ts';
import { tangentKernels } from '../../../src/probes/operators/tangent-kernel.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import { microbatchSize } from '../../../src/problems/supervised/microbatches.ts';
import { type Problem, problem } from '../../../src/problems/supervised/problem.ts';
import { denseOf, type Matrix, product } from '../../support/dense-matrices.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { type Matrices, matricesOf } from '../../support/network-matrices.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { descended, onRows, type Small, smallCnn, smallMlp } from '../../support/small-network.ts';

expectNoLeaks();

const kinds = {
  hessian: hessians,
  gaussNewton,
  residual,
  fisher,
  empiricalFisher,
  gradientCovariance,
} as const;
type Kind = keyof typeof kinds;
const names = Object.keys(kinds) as Kind[];

const n = 12;
const smalls = [
  smallMlp('tanh', 'cross-entropy', 6, n),
  smallMlp('relu', 'squared-error', 6, n),
  smallMlp('tanh', 'squared-error', 6, n),
  smallCnn('tanh', 'cross-entropy', n),
  smallCnn('relu', 'squared-error', n),
];
// Away from the start, where the outputs of all classes are alike.
const cases = smalls.map((small) => {
  const theta = descended(small, 0.2, 10);
  return { name: small.name, small, theta, dense: matricesOf(small, theta) };
});

/** A batch, in no order and with a row twice. */
const rows = Int32Array.of(7, 2, 11, 2, 5);

function withProblem<T>(
  small: Small,
  theta: Float64Array,
  precision: Precision,
  body: (on: Problem['objective'], at: Params) => T,
): T {
  const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
  const at = unflatten(precision === 'double' ? theta : Float32Array.from(theta), objective.shapes);
  try {
    return body(objective, at);
  } finally {
    dispose(at);
    free();
  }
}

const form = (A: Matrix, v: ArrayLike<number>) =>
  product(A, v).reduce((sum, x, i) => sum + x * v[i]!, 0);

describe.each([
  { engine: 'native', precision: 'double', tolerance: 1e-11, chosen: cases },
  { engine: 'native', precision: 'single', tolerance: 2e-5, chosen: cases.slice(0, 1) },
  { engine: 'wasm', precision: 'single', tolerance: 2e-5, chosen: cases },
] as const)('on the $engine engine in $precision precision', (setting) => {
  const { engine, precision, tolerance, chosen } = setting;
  beforeAll(async () => {
    await openEngine(engine);
  });

  test.each(chosen)('every operator equals its dense float64 matrix: $name', (c) => {
    withProblem(c.small, c.theta, precision, (objective, at) => {
      for (const name of names) {
        const kind = kinds[name](objective, precision);
        const A = kind.at(at);
        const vs = [0, 1, 2].map((seed) => rng(seed).signs(A.dim));
        for (const v of vs)
          expect(relativeError(A.matvec(v), product(c.dense[name], v)), name).toBeLessThan(
            tolerance,
          );
        const truth = vs.map((v) => form(c.dense[name], v));
        expect(relativeError(A.forms!(vs), truth), `${name}, forms`).toBeLessThan(tolerance);
        const drawn = A.signForms!([0, 1, 2].map(rng));
        expect(relativeError(drawn, truth), `${name}, forms of signs`).toBeLessThan(tolerance);
        A.dispose();
        kind.dispose();
      }
    });
  });

  test.each(chosen.slice(0, 1))('T = VᵀAV of the Krylov space, with V orthonormal: $name', (c) => {
    withProblem(c.small, c.theta, precision, (objective, at) => {
      for (const name of ['hessian', 'gradientCovariance'] as const) {
        const kind = kinds[name](objective, precision);
        const A = kind.at(at);
        // Steps that no call divides, and from twice the start the same.
        const found = [1, 2].map((size) => {
          const start = rng(8).normals(A.dim);
          const space = krylovSpace(
            A,
            start.map((x) => size * x),
          );
          for (const m of [3, 11, 10]) space.extend(m);
          const { diagonal, offDiagonal, beta } = space;
          const V = diagonal.map((_, i) => space.combine(diagonal.map((_, j) => Number(i === j))));
          space.dispose();
          return { start, V, T: [...diagonal, ...offDiagonal, beta] };
        });
        const { start, V, T } = found[0]!;
        expect(found[1]!.T).toEqual(T);
        expect(V.length).toBe(11);
        const products = V.map((v) => product(c.dense[name], v));
        const dots = (of: readonly Float64Array[]) => V.flatMap((v) => of.map((w) => dot(v, w)));
        const between = (i: number, j: number) =>
          i === j ? T[i]! : Math.abs(i - j) === 1 ? T[11 + Math.min(i, j)]! : 0;
        const every = (entry: (i: number, j: number) => number) =>
          V.flatMap((_, i) => V.map((_, j) => entry(i, j)));
        expect(relativeError(every(between), dots(products)), name).toBeLessThan(tolerance);
        expect(
          relativeError(
            dots(V),
            every((i, j) => Number(i === j)),
          ),
        ).toBeLessThan(tolerance);
        expect(
          relativeError(
            V[0]!,
            start.map((x) => x / norm(start)),
          ),
        ).toBeLessThan(tolerance);
        expect(() => krylovSpace(A, start.subarray(1)).extend(1)).toThrow(RangeError);
        // β is what A v has beyond V.
        const beyond = new Float64Array(products[10]!);
        orthogonalise(beyond, V);
        expect(Math.abs(norm(beyond) - T.at(-1)!)).toBeLessThan(tolerance * norm(T));
        A.dispose();
        kind.dispose();
      }
    });
  });

  test.each(chosen.slice(0, 1))('and so on a batch of rows: $name', (c) => {
    const truth = matricesOf(onRows(c.small, rows), c.theta);
    withProblem(c.small, c.theta, precision, (objective, at) => {
      // Told of large activations, they keep none and pass through the network at each product.
      const heavy = {
        ...objective,
        microbatches: { ...objective.microbatches, activations: 1e12 },
      };
      for (const on of [objective, heavy])
        for (const name of names) {
          const kind = kinds[name](on, precision);
          const A = kind.at(at, rows);
          const v = rng(5).signs(A.dim);
          const error = (exact: Matrices) => relativeError(A.matvec(v), product(exact[name], v));
          expect(error(truth), name).toBeLessThan(tolerance);
          expect(error(c.dense), name).toBeGreaterThan(0.01);
          const forms = relativeError(A.forms!([v]), [form(truth[name], v)]);
          expect(forms, `${name}, forms`).toBeLessThan(tolerance);
          const drawn = relativeError(signFormsOf(A, [rng(5)]), [form(truth[name], v)]);
          expect(drawn, `${name}, forms of signs`).toBeLessThan(tolerance);
          A.dispose();
          kind.dispose();
        }
    });
  });

  test.each(chosen)('the tangent kernel equals J Jᵀ, on rows and of one layer too: $name', (c) => {
    const { J, kernel } = c.dense;
    withProblem(c.small, c.theta, precision, (objective, at) => {
      const kind = tangentKernels(objective, precision);
      const all = kind.at(at);
      expect(all.dim).toBe(n * 10);
      const v = rng(6).signs(all.dim);
      expect(relativeError(all.matvec(v), product(kernel, v))).toBeLessThan(tolerance);
      expect(relativeError(all.forms!([v]), [form(kernel, v)])).toBeLessThan(tolerance);
      const layer = layers(objective.shapes)[1]!;
      const part = kind.at(at, rows, layer);
      const own = [...rows]
        .flatMap((i) => J.slice(i * 10, i * 10 + 10))
        .map((row) => row.slice(layer.from, layer.to));
      const dense = own.map((a) => product(own, a));
      const w = rng(7).normals(part.dim);
      const exact = precision === 'double' ? w : w.map(Math.fround);
      expect(relativeError(part.matvec(exact), product(dense, exact))).toBeLessThan(tolerance);
      part.dispose();
      all.dispose();
      kind.dispose();
    });
  });
});

describe('identities', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  test.each(cases.slice(0, 2))(
    'H = G + R, G = F and C = E − ḡḡᵀ in double precision: $name',
    (c) => {
      withProblem(c.small, c.theta, 'double', (objective, at) => {
        const v = rng(8).normals(objective.parameters);
        const times = (name: Kind) => {
          const kind = kinds[name](objective, 'double');
          const A = kind.at(at);
          const out = A.matvec(v);
          A.dispose();
          kind.dispose();
          return out;
        };
        const G = times('gaussNewton');
        const R = times('residual');
        expect(
          relativeError(
            G.map((x, i) => x + R[i]!),
            times('hessian'),
          ),
        ).toBeLessThan(1e-12);
        expect(relativeError(times('fisher'), G)).toBeLessThan(1e-12);
        const g = c.dense.gradient;
        const along = g.reduce((sum, x, i) => sum + x * v[i]!, 0);
        const E = times('empiricalFisher').map((x, i) => x - g[i]! * along);
        expect(relativeError(times('gradientCovariance'), E)).toBeLessThan(1e-11);
      });
    },
  );

  test('the nonzero eigenvalues of Θ are n times those of G for squared error', () => {
    const { small, theta } = cases[1]!;
    withProblem(small, theta, 'double', (objective, at) => {
      const spectrum = (kind: ReturnType<typeof tangentKernels>) => {
        const A = kind.at(at);
        const values = jacobiEigenvalues(denseOf(A.dim, A.matvec)).toReversed();
        A.dispose();
        kind.dispose();
        return values;
      };
      const kernel = spectrum(tangentKernels(objective, 'double'));
      const G = spectrum(gaussNewton(objective, 'double'));
      const largest = n * G[0]!;
      for (let i = 0; i < Math.max(kernel.length, G.length); i++)
        expect(Math.abs((kernel[i] ?? 0) - n * (G[i] ?? 0))).toBeLessThan(1e-11 * largest);
      // Nor is there little to compare.
      expect(kernel.filter((x) => x > 1e-6 * largest).length).toBeGreaterThan(50);
    });
  });

  test('a linear network with squared error has no residual', () => {
    const small = smallMlp('tanh', 'squared-error', 6, n);
    const network = mlp({
      inputs: 14,
      hidden: [],
      activation: 'identity',
      outputs: 10,
      parametrisation: 'standard',
      scale: 1,
    });
    const theta = rng(1).normals(network.parameters);
    withProblem({ ...small, network }, theta, 'single', (objective, at) => {
      const kind = residual(objective);
      const R = kind.at(at);
      const v = rng(2).signs(R.dim);
      expect(R.matvec(v).every((x) => x === 0)).toBe(true);
      expect(R.forms!([v])).toEqual([0]);
      R.dispose();
      kind.dispose();
    });
  });
});

test('the examples may come in several microbatches', async () => {
  await openEngine('native');
  const small = smallMlp('tanh', 'cross-entropy', 6, 64);
  let activations = 0;
  while (microbatchSize({ ...small.network, activations }, 14) > 16)
    activations = 2 * activations + 1000;
  const cut = { ...small, network: { ...small.network, activations } };
  const some = Int32Array.from({ length: 40 }, (_, i) => (7 * i) % 64);
  withProblem(small, small.theta, 'single', (whole, at) =>
    withProblem(cut, small.theta, 'single', (objective) => {
      for (const kind of [...Object.values(kinds), tangentKernels])
        for (const on of kind === gradientCovariance ? [undefined, some] : [undefined]) {
          const [a, b] = [kind(whole), kind(objective)];
          const [A, B] = [a.at(at, on), b.at(at, on)];
          const v = rng(3).signs(A.dim);
          expect(relativeError(B.matvec(v), A.matvec(v))).toBeLessThan(1e-5);
          expect(relativeError(B.forms!([v]), A.forms!([v]))).toBeLessThan(1e-5);
          for (const operator of [A, B]) operator.dispose();
          for (const k of [a, b]) k.dispose();
        }
      const microbatches = [undefined, some].map((on) => objective.microbatches.arrays(on));
      expect(microbatches.map((p) => p.length)).toEqual([4, 3]);
      dispose(microbatches.flat(2));
    }),
  );
});

test('rows outside the training set, no rows and wrong vectors are refused', async () => {
  await openEngine('native');
  const { small, theta } = cases[0]!;
  withProblem(small, theta, 'single', (objective, at) => {
    const kind = gaussNewton(objective);
    for (const bad of [[12], [-1], []])
      expect(() => kind.at(at, Int32Array.from(bad))).toThrow(
        `invalid rows; one or more in 0 … 11 needed: ${bad}`,
      );
    const A = kind.at(at);
    expect(() => A.matvec(new Float64Array(A.dim - 1))).toThrow(RangeError);
    A.dispose();
    kind.dispose();
    const kernels = tangentKernels(objective);
    expect(() => kernels.at(at, rows, { from: 3, to: 3 })).toThrow(
      `invalid block; not within 0 … ${objective.parameters}: 3 … 3`,
    );
    const K = kernels.at(at, rows);
    expect(() => K.matvec(new Float64Array(3))).toThrow(
      'invalid vector; 50 entries expected, 3 given',
    );
    K.dispose();
    kernels.dispose();
  });
});

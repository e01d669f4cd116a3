import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { dispose } from '../../src/engine/tensors/memory.ts';
import { unflatten } from '../../src/engine/tensors/params.ts';
import type { Params } from '../../src/engine/tensors/tensor.ts';
import { methodOf } from '../../src/lab/methods/registry.ts';
import type { ProbeContext } from '../../src/lab/probes/probe.ts';
import { type ProbeName, probes } from '../../src/lab/probes/registry.ts';
import { layers } from '../../src/linalg/layers.ts';
import { symmetricEigen } from '../../src/linalg/symmetric-eigen.ts';
import { lossOf } from '../../src/objective/loss-of.ts';
import type { Objective } from '../../src/objective/objective.ts';
import { hessians } from '../../src/probes/operators/hessian.ts';
import { mlp } from '../../src/problems/networks/mlp.ts';
import { problem } from '../../src/problems/supervised/problem.ts';
import { type Matrix, product, traceOf } from './dense-matrices.ts';
import { expectNear } from './expect-near.ts';
import { expectNoLeaks } from './expect-no-leaks.ts';
import { dot, everyBatchOfTwo, meanOf } from './moments.ts';
import { matricesOf } from './network-matrices.ts';
import {
  descended,
  exampleGradients,
  onRows,
  oracleAt,
  smallMlp,
  withProblem,
} from './small-network.ts';
import { smallSpec } from './small-run.ts';

const n = 6;
const eta = 0.4;
const sgd = `{ method: sgd, rate: ${eta}, batch: 2 }`;
const average = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
const own = (A: Matrix) => A.map((row, j) => row[j]!);
const top = (A: Matrix) => symmetricEigen(A).values.at(-1)!;

/** The numbers of a probe of the list at θ, as a run that has just begun measures them. */
function measured(
  [objective, theta]: readonly [Objective, Params],
  name: ProbeName,
  { options = {}, entry = sgd, v }: { options?: object; entry?: string; v?: Float64Array } = {},
) {
  const family = hessians(objective);
  const H = family.at(theta);
  const random = rng(7);
  const loss = lossOf(objective);
  const task = {
    ...{
      objective,
      precision: 'single',
      supervised: { objective },
      hessians: family,
      theta0: theta,
    },
    ...{ random, draws: random, readArrays: () => ({}), trainLoss: loss },
  };
  const context = {
    ...{ task, theta, random, step: 0, method: methodOf(smallSpec(entry, 'steps: 1', '').method) },
    ...{ hessian: () => H, carried: () => v && { steps: 1, arrays: { v } } },
  };
  const probe = probes[name];
  try {
    const found = probe.measure(context as unknown as ProbeContext, probe.read(options) as never);
    return found!.scalars as Readonly<Record<string, NonNullable<typeof found>['scalars'][string]>>;
  } finally {
    loss.dispose();
    H.dispose();
    family.dispose();
  }
}

/** Every probe of the stochastic edge, of matrices, noise and steps on an engine, in single precision, against dense float64 by hand-written layers, under both losses. */
export function auditProbes(engine: 'native' | 'wasm'): void {
  beforeAll(async () => {
    await openEngine(engine);
  });
  expectNoLeaks();

  describe.each(['squared-error', 'cross-entropy'] as const)('%s', (loss) => {
    const small = smallMlp('tanh', loss, 2, n);
    const theta = descended(small, 0.3, 10);
    const of = (name: ProbeName, more?: Parameters<typeof measured>[2]) =>
      withProblem(small, theta, (objective, at) => measured([objective, at], name, more));
    const { hessian: H, gaussNewton: G, empiricalFisher: E, ...known } = matricesOf(small, theta);
    const { loss: before, gradient } = oracleAt(small, theta);
    const square = dot(gradient, gradient);
    const trC = traceOf(known.gradientCovariance);
    const pairs = new Map(everyBatchOfTwo(n).map((rows) => [`${[...rows].sort()}`, rows]));
    const each = new Map(
      [...pairs].map(([key, rows]) => [key, matricesOf(onRows(small, rows), theta)]),
    );
    const every = everyBatchOfTwo(n).map((rows) => each.get(`${[...rows].sort()}`)!);
    const form = (v: Float64Array, A: Matrix = H) => dot(v, product(A, v));
    const lossAt = (at: Float64Array) => oracleAt(small, at).loss;
    const stepped = (g: Float64Array) => theta.map((x, i) => x - eta * g[i]!);

    test('what is exact is the dense value', () => {
      const exact = (
        name: ProbeName,
        want: Readonly<Record<string, number>>,
        {
          rtol = 1e-3,
          ...more
        }: NonNullable<Parameters<typeof measured>[2]> & { rtol?: number } = {},
      ) => {
        const found = of(name, more);
        for (const [key, value] of Object.entries(want))
          expectNear(found[key]!.value, value, { rtol });
      };
      const { values, vectors } = symmetricEigen(H);
      const lambda = values.at(-1)!;
      // ∇(vᵀHv) at v at rest: the second difference of gradients along v.
      const v = Float64Array.from(vectors, (row) => row.at(-1)!);
      const along = (t: number) =>
        oracleAt(
          small,
          theta.map((x, i) => x + t * v[i]!),
        ).gradient;
      const [ahead, back] = [along(1e-3), along(-1e-3)];
      const slope = gradient.map((g, i) => (ahead[i]! - 2 * g + back[i]!) / 1e-6);
      exact(
        'sharpnessGradient',
        { sharpnessGradient: Math.sqrt(dot(slope, slope)) },
        { rtol: 0.03 },
      );
      expect(
        Math.abs(of('sharpnessGradient').sharpeningRate!.value + dot(slope, gradient)),
      ).toBeLessThan(0.03 * Math.sqrt(dot(slope, slope) * square));
      exact('hessianDiagonal', {
        hessianDiagonalSquares: own(H).reduce((sum, x) => sum + x * x, 0),
        hessianDiagonalLargest: Math.max(...own(H)),
      });
      exact('gaussNewtonDiagonal', {
        gaussNewtonDiagonalSquares: own(G).reduce((sum, x) => sum + x * x, 0),
        gaussNewtonDiagonalLargest: Math.max(...own(G)),
      });
      const blocks = layers(small.network.shapes);
      for (const [b, { from, to }] of blocks.entries()) {
        const block = H.slice(from, to).map((row) => row.slice(from, to));
        exact('layerSharpness', { [`layerSharpness${b + 1}`]: top(block) }, { rtol: 2e-3 });
        const trace = own(G)
          .slice(from, to)
          .reduce((sum, x) => sum + x, 0);
        exact('gaussNewtonDiagonal', { [`gaussNewtonLayerTrace${b + 1}`]: trace });
      }
      exact('takeuchi', {
        takeuchiTrace: traceOf(E) / (traceOf(G) + 1e-7),
        takeuchiDiagonal: own(E).reduce(
          (sum, e, j) => sum + (e === 0 ? 0 : e / (own(G)[j]! + 1e-7)),
          0,
        ),
      });
      exact('coupledBatch', { coupledBatch: (eta * trC) / before });
      const gCg = form(gradient, known.gradientCovariance);
      exact('batchSizeTests', {
        normTest: Math.sqrt(trC / 2 / square),
        innerProductTest: Math.sqrt(gCg / 2) / square,
        orthogonalityTest: Math.sqrt(trC / 2 / square - gCg / 2 / square ** 2),
      });
      const single = exampleGradients(small, theta);
      const evidence = Array.from(gradient).flatMap((m, j) => {
        const variance = single.reduce((sum, g) => sum + (g[j]! - m) ** 2, 0) / (n - 1);
        return variance === 0 ? [] : [(n * m * m) / variance];
      });
      exact('batchSizeTests', { stoppingEvidence: 1 - average(evidence) }, { rtol: 0.02 });
      const A = every.map(({ hessian }) =>
        hessian.map((row, i) => row.map((x, j) => Number(i === j) - eta * x)),
      );
      const squares = A[0]!.map((_, i) => meanOf(A.map((one) => product(one, one[i]!))));
      exact('secondMomentContraction', { secondMomentContraction: top(squares) });
      const descent = { entry: `{ method: gradient-descent, rate: ${eta} }` };
      exact(
        'directionalSharpness',
        { directionalSharpness: form(gradient) / square, stepDescent: 1 },
        descent,
      );
      const fall = lossAt(stepped(gradient)) - before;
      exact(
        'secant',
        { secantSharpness: (2 * (fall + eta * square)) / (eta ** 2 * square), secantEdge: 2 / eta },
        { ...descent, rtol: 5e-3 },
      );
      const sam = { entry: `{ method: sam, rate: ${eta}, radius: 0.1 }` };
      const edge = of('samEdge', sam).samEdge!.value;
      expectNear(eta * edge * (1 + (0.1 * edge) / Math.sqrt(square)), 2, { rtol: 1e-3 });
      const nuclear = small.network.shapes.map((shape, a) => {
        if (shape.length < 2) return 0;
        const from = small.network.shapes
          .slice(0, a)
          .reduce((sum, one) => sum + one.reduce((x, y) => x * y, 1), 0);
        const [rows, columns] = shape as [number, number];
        const at = (i: number, j: number) => gradient[from + i * columns + j]!;
        const gram = Array.from({ length: columns }, (_, a) =>
          Float64Array.from({ length: columns }, (_, b) =>
            Array.from({ length: rows }, (_, i) => at(i, a) * at(i, b)).reduce((x, y) => x + y, 0),
          ),
        );
        return symmetricEigen(gram).values.reduce((sum, x) => sum + Math.sqrt(Math.max(0, x)), 0);
      });
      exact('nuclearNorm', { nuclearNorm: nuclear.reduce((a, b) => a + b, 0) });
      expect(lambda).toBeGreaterThan(0);
    });

    test('what is random is the dense value over every mini-batch of two, within its error', () => {
      const near = (
        name: ProbeName,
        want: Readonly<Record<string, number>>,
        more: NonNullable<Parameters<typeof measured>[2]> = {},
      ) => {
        const found = of(name, { options: { relativeError: 0.001, maxBatches: 64 }, ...more });
        for (const [key, value] of Object.entries(want)) {
          const { value: got, stderr } = found[key]!;
          expect(stderr, key).toBeGreaterThan(0);
          expect(stderr, key).toBeLessThan(Math.max(Math.abs(value), 0.1));
          expect(Math.abs(got - value), key).toBeLessThan(4 * stderr + 1e-4 * Math.abs(value));
        }
      };
      const g = every.map((one) => one.gradient);
      const shares = { full: 0, batch: 0 };
      const { vectors } = symmetricEigen(H);
      for (const k of [1, 2]) {
        const u = Float64Array.from(vectors, (row) => row.at(-k)!);
        shares.full += dot(u, gradient) ** 2 / square;
        shares.batch += average(g.map((x) => dot(u, x) ** 2)) / average(g.map((x) => dot(x, x)));
      }
      near('gradientNoiseInteraction', {
        gradientNoiseInteraction: average(g.map((x) => form(x))) / square,
      });
      near(
        'gradientMass',
        { batchGradientMass: shares.batch, gradientMass: shares.full },
        { options: { top: 2, relativeError: 0.001, maxBatches: 64 } },
      );
      near('batchEigenvalue', {
        batchEigenvalue: average(every.map(({ hessian }) => top(hessian))),
      });
      const changes = average(g.map((x) => lossAt(stepped(x)))) - before;
      near('stepLossChange', {
        stepLossChange: changes,
        relativeLossChange: changes / (eta * square),
        predictedLossChange: (eta ** 2 / 2) * average(g.map((x) => form(x))) - eta * square,
      });
      near(
        'hessianDiagonal',
        { hessianDiagonalSquares: own(H).reduce((sum, x) => sum + x * x, 0) },
        { options: { maxProbes: 40, relativeError: 0.001 } },
      );
      const ratio = (pairs: readonly (readonly [number, number])[]) =>
        average(pairs.map(([a]) => a)) / average(pairs.map(([, b]) => b));
      const quotient = (pairs: readonly (readonly [number, number])[]) =>
        average(pairs.map(([a, b]) => a / b));
      const along = (matrix: 'hessian' | 'gaussNewton', step = (x: Float64Array) => x) =>
        every.map((one) => {
          const s = step(one.gradient);
          return [form(s, one[matrix]), dot(s, one.gradient)] as const;
        });
      near('batchSharpnessRatio', { batchSharpnessRatio: ratio(along('hessian')) });
      near('gaussNewtonBatchSharpness', {
        gaussNewtonBatchSharpness: quotient(along('gaussNewton')),
      });
      const v = gradient.map((x) => 2 * x);
      const moving = along('hessian', (x) => x.map((y, i) => y + 0.5 * v[i]!));
      near(
        'momentumBatchSharpness',
        { momentumBatchSharpness: quotient(moving), momentumBatchSharpnessRatio: ratio(moving) },
        {
          ...{ options: { relativeError: 0.001, maxBatches: 64 }, v },
          entry: `{ method: heavy-ball, rate: ${eta}, momentum: 0.5, batch: 2 }`,
        },
      );
      const size = Math.sqrt(H.reduce((sum, row) => sum + dot(row, row), 0));
      near(
        'frobenius',
        { hessianFrobenius: size },
        { options: { relativeError: 0.05, maxProbes: 48 } },
      );
      near(
        'gaussNewtonDiagonal',
        { gaussNewtonDiagonalSquares: own(G).reduce((sum, x) => sum + x * x, 0) },
        { options: { draws: 80, relativeError: 0.01 } },
      );
    });
  });

  test.each(['squared-error', 'cross-entropy'] as const)(
    'stability in mean square of linear models under %s is that of the dense map of second moments',
    (loss) => {
      const [d, k] = [2, 2];
      const network = mlp({
        ...{
          inputs: d,
          hidden: [],
          outputs: k,
          activation: 'tanh',
          scale: 1,
          parametrisation: 'standard',
        },
      });
      const x = Float32Array.from(rng(3).normals(n * d));
      const labels = Int32Array.from({ length: n }, (_, i) => i % k);
      const theta = Float64Array.from(rng(4).normals((d + 1) * k), Math.fround);
      const P = theta.length;
      const own = Array.from({ length: n }, (_, i) => {
        const row = [...x.subarray(i * d, (i + 1) * d), 1];
        const f = [0, 1].map((c) => row.reduce((sum, a, j) => sum + a * theta[j * k + c]!, 0));
        const e = f.map((z) => Math.exp(z - Math.max(...f)));
        const p = e.map((z) => z / e.reduce((a, b) => a + b, 0));
        const B = (a: number, b: number) =>
          loss === 'squared-error' ? Number(a === b) : Number(a === b) * p[a]! - p[a]! * p[b]!;
        return Array.from({ length: P }, (_, a) =>
          Float64Array.from(
            { length: P },
            (_, b) => row[Math.floor(a / k)]! * row[Math.floor(b / k)]! * B(a % k, b % k),
          ),
        );
      });
      const H = own[0]!.map((_, a) => meanOf(own.map((A) => A[a]!)));
      /** Q ↦ (I − ηH)Q(I − ηH) + η²κ((1/n) Σ HᵢQHᵢ − HQH), κ = 1/2, as a matrix; that of steps alone, E[(I − ηH_B)²], beside it. */
      const map = (rate: number) => {
        const A = H.map((row, i) => row.map((h, j) => Number(i === j) - rate * h));
        const of = (a: number, b: number, c: number, e: number) =>
          A[a]![c]! * A[b]![e]! +
          (rate ** 2 / 2) *
            (average(own.map((one) => one[a]![c]! * one[b]![e]!)) - H[a]![c]! * H[b]![e]!);
        const index = Array.from({ length: P * P }, (_, q) => [Math.floor(q / P), q % P] as const);
        const step = A.map((row, i) => {
          const noise = meanOf(own.map((one) => product(one, one[i]!)));
          const mean = product(H, H[i]!);
          return product(A, row).map((y, j) => y + (rate ** 2 / 2) * (noise[j]! - mean[j]!));
        });
        return {
          radius: top(index.map(([a, b]) => Float64Array.from(index, ([c, e]) => of(a, b, c, e)))),
          step: top(step),
        };
      };
      const on = problem(network, loss, { x, labels }, k);
      const at = unflatten(theta, network.shapes);
      try {
        const { meanSquareThreshold, contractingRate } = measured(
          [on.objective, at],
          'meanSquareThreshold',
        );
        const [edge, contracting] = [meanSquareThreshold!.value, contractingRate!.value];
        // A direction that is flat for all examples keeps its 1.
        expect(map(0.999 * edge).radius).toBeLessThan(1 + 1e-6);
        expect(map(1.001 * edge).radius).toBeGreaterThan(1 + 1e-6);
        expect(map(0.999 * contracting).step).toBeLessThan(1 + 1e-6);
        expect(map(1.001 * contracting).step).toBeGreaterThan(1 + 1e-6);
        const rate = 1.5 * edge;
        const grown = measured([on.objective, at], 'meanSquareGrowth', {
          options: { rate, particles: 40, steps: 20, settle: 20 },
        }).meanSquareGrowth!;
        const truth = map(rate).radius;
        expect(truth).toBeGreaterThan(1.2);
        expect(Math.abs(grown.value - truth)).toBeLessThan(4 * grown.stderr);
        expect(grown.interval![0]).toBeLessThan(truth);
        expect(grown.interval![1]).toBeGreaterThan(truth);
      } finally {
        dispose(at);
        on.dispose();
      }
    },
  );
}

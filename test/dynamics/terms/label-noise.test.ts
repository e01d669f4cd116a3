import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import type { Term } from '../../../src/dynamics/integrate/term.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import {
  descendOnTargets,
  flippedLabels,
  gaussianTargets,
} from '../../../src/dynamics/terms/label-noise.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { indices, tensor } from '../../../src/engine/tensors/tensor.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { oracle } from '../../oracle/oracle.ts';
import { expectDistributed, tally } from '../../support/chi-square.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { type Small, smallMlp } from '../../support/small-network.ts';
import { distance, pathOf, withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const k = 10;
const n = 6;
const open = (small: Small) => problem(small.network, small.loss, small, k);

/** The label whose one-hot form these targets are. */
const labelsOf = (y: Float32Array | Float64Array): Int32Array =>
  Int32Array.from({ length: y.length / k }, (_, i) => y.subarray(i * k, (i + 1) * k).indexOf(1));

/** ∇L over these rows with these labels, by the oracle. */
function gradientOn(small: Small, theta: Float64Array, rows: Int32Array, labels: Int32Array) {
  const d = small.x.length / small.labels.length;
  const x = Float64Array.from([...rows].flatMap((r) => [...small.x.slice(r * d, (r + 1) * d)]));
  return oracle(small.twin, small.loss, theta, x, labels).gradient;
}

describe.each(['squared-error', 'cross-entropy'] as const)('flips under %s', (loss) => {
  test.each(['mini-batches', 'full batch'] as const)('are a loop on altered labels: %s', (kind) => {
    const small = smallMlp('tanh', loss, 3, n);
    const on = open(small);
    const targets = flippedLabels(on.objective.labelled!, 0.4, rng(2));
    const draw = batches(n, 4, 'shuffled', rng(3));
    const rowsOf = (step: number) =>
      kind === 'full batch' ? Int32Array.from({ length: n }, (_, i) => i) : draw(step);
    const term = descendOnTargets(on.objective, targets, kind === 'full batch' ? undefined : draw);
    const method = { term, solver: euler, controller: constant(0.3) };
    const path = pathOf(method, on.objective, small.theta, { steps: 8, precision: 'double' });
    let theta = small.theta;
    let changed = 0;
    for (let step = 0; step < 8; step++) {
      const rows = rowsOf(step);
      const labels = labelsOf(targets(step, rows));
      changed += labels.filter((label, i) => label !== small.labels[rows[i]!]).length;
      const g = gradientOn(small, theta, rows, labels);
      theta = theta.map((x, i) => x - 0.3 * g[i]!);
      expect(distance(path[step + 1]!, theta)).toBeLessThan(1e-10);
    }
    expect(changed).toBeGreaterThan(5);
    on.dispose();
  });
});

test('flips of probability 0 and normals of σ = 0 are SGD, to a rounding', () => {
  const small = smallMlp('tanh', 'squared-error', 3, n);
  const { objective, dispose: free } = open(small);
  const rows = batches(n, 4, 'shuffled', rng(3));
  const end = (term: Term) =>
    pathOf({ term, solver: euler, controller: constant(0.3) }, objective, small.theta, {
      steps: 10,
      precision: 'double',
    }).at(-1)!;
  const sgd = end(descendOnBatches(objective, rows));
  for (const targets of [
    flippedLabels(objective.labelled!, 0, rng(2)),
    gaussianTargets(objective.targets!, 0, rng(2)),
  ])
    expect(distance(end(descendOnTargets(objective, targets, rows)), sgd)).toBeLessThan(1e-12);
  free();
});

test('each label keeps with 1 − p and is each other one with p/(k − 1)', () => {
  const labelled = { labels: Int32Array.of(2), outputs: 4, classes: [0, 1, 2, 3] };
  const targets = flippedLabels(labelled, 0.3, rng(8));
  const drawn = Array.from({ length: 20_000 }, (_, step) =>
    targets(step, Int32Array.of(0)).indexOf(1),
  );
  expectDistributed(tally(drawn, 4), [0.1, 0.1, 0.7, 0.1]);
});

test('a label is never that of a class that does not occur', () => {
  const labelled = { labels: Int32Array.of(2, 1), outputs: 5, classes: [1, 2, 4] };
  const targets = flippedLabels(labelled, 0.3, rng(8));
  const drawn = Array.from({ length: 20_000 }, (_, step) =>
    targets(step, Int32Array.of(0)).indexOf(1),
  );
  const [none, one, own, neither, four] = tally(drawn, 5);
  expect([none, neither]).toEqual([0, 0]);
  expectDistributed([one!, own!, four!], [0.15, 0.7, 0.15]);
});

/** Gradients under the targets of steps 0 … draws − 1, all at θ and on the same rows. */
function sampled(
  small: Small,
  rows: Int32Array,
  term: (p: ReturnType<typeof open>) => Term,
  draws: number,
) {
  const on = open(small);
  const built = term(on);
  const program = compile(([y, at, ...theta]) => built.drift(theta, [y!, at!]));
  const at = indices(rows);
  const out = withWeights(small.theta, on.objective.shapes, (theta) =>
    Array.from({ length: draws }, (_, step) => {
      const y = built.feeds!({ step, t: 0, dt: 1 })[0] as Float32Array;
      const fed = tensor(y, [y.length]);
      const f = program([fed, at, ...theta]);
      const g = flatten64(f).map((x) => -x);
      dispose([fed, ...f]);
      return g;
    }),
  );
  program.dispose();
  dispose(at);
  on.dispose();
  return out;
}

/** Compares variances along directions, and the mean, with what is known of them. */
function expectMoments(
  samples: readonly Float64Array[],
  mean: Float64Array,
  directions: readonly Float64Array[],
  variance: (v: Float64Array) => number,
) {
  for (const v of directions) {
    const dot = (a: Float64Array) => a.reduce((s, x, i) => s + x * v[i]!, 0);
    const centre = dot(mean);
    const along = samples.map((g) => dot(g) - centre);
    const found = along.reduce((s, x) => s + x * x, 0) / along.length;
    const fourth = along.reduce((s, x) => s + x ** 4, 0) / along.length;
    const error = Math.sqrt((fourth - found ** 2) / along.length);
    expect(Math.abs(found - variance(v)), `${found} for ${variance(v)}`).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.06 * variance(v));
    const drift = along.reduce((s, x) => s + x, 0) / along.length;
    expect(Math.abs(drift)).toBeLessThan(4 * Math.sqrt(variance(v) / along.length));
  }
}

const rows = Int32Array.of(1, 4);
const directionsOf = (P: number) =>
  [1, 2, 3].map((seed) => Float64Array.from(rng(seed).normals(P)));
const draws = 4000;

test.each(['squared-error', 'cross-entropy'] as const)(
  'flips give the gradient the mean of smoothed labels and the enumerated covariance: %s',
  (loss) => {
    const p = 0.3;
    const small = smallMlp('tanh', loss, 3, n);
    // Every pair of labels of the two rows, with its probability.
    const chance = (row: number, label: number) =>
      label === small.labels[row] ? 1 - p : p / (k - 1);
    const cases = Array.from({ length: k * k }, (_, c) => {
      const labels = Int32Array.of(Math.floor(c / k), c % k);
      return {
        weight: chance(rows[0]!, labels[0]!) * chance(rows[1]!, labels[1]!),
        g: gradientOn(small, small.theta, rows, labels),
      };
    });
    const mean = small.theta.map((_, i) => cases.reduce((s, c) => s + c.weight * c.g[i]!, 0));
    const enumerated = (v: Float64Array) =>
      cases.reduce(
        (s, { weight, g }) =>
          s + weight * g.reduce((r, x, i) => r + (x - mean[i]!) * v[i]!, 0) ** 2,
        0,
      );
    // The formula: (1/B²) Σᵢ Jᵢᵀ (diag(q) − qqᵀ) Jᵢ, where −Jᵢᵀ e_c is the part of row i's gradient due to target c.
    const closed = (v: Float64Array) =>
      [...rows].reduce((sum, row) => {
        const one = (label: number) =>
          gradientOn(small, small.theta, Int32Array.of(row), Int32Array.of(label));
        const along = Array.from({ length: k }, (_, c) =>
          one(c).reduce((s, x, i) => s + x * v[i]!, 0),
        );
        const q = along.map((_, c) => chance(row, c));
        const m = along.reduce((s, x, c) => s + q[c]! * x, 0);
        return sum + along.reduce((s, x, c) => s + q[c]! * (x - m) ** 2, 0) / rows.length ** 2;
      }, 0);
    const directions = directionsOf(small.theta.length);
    for (const v of directions) expect(Math.abs(closed(v) / enumerated(v) - 1)).toBeLessThan(1e-9);
    const samples = sampled(
      small,
      rows,
      ({ objective }) =>
        descendOnTargets(objective, flippedLabels(objective.labelled!, p, rng(4)), () => rows),
      draws,
    );
    expectMoments(samples, mean, directions, enumerated);
    // Not the mean on true labels: flips bias the gradient towards smoothed ones.
    const truth = gradientOn(
      small,
      small.theta,
      rows,
      rows.map((r) => small.labels[r]!),
    );
    expect(relativeError(truth, mean)).toBeGreaterThan(0.05);
  },
);

test('Gaussian targets leave the mean gradient and give it σ²/B times the Gauss–Newton matrix', () => {
  const sigma = 0.7;
  const small = smallMlp('tanh', 'squared-error', 3, n);
  // With squared error the gradient on label c less that on label 0 is −Jᵀ(e_c − e_0); Jᵀe_0 follows from a
  // sum over labels, since Σ_c (f − e_c) = kf − 1.
  const mean = gradientOn(
    small,
    small.theta,
    rows,
    rows.map((r) => small.labels[r]!),
  );
  const P = small.theta.length;
  const on = open(small);
  const columns = [...rows].map((row) =>
    Array.from({ length: k }, (_, c) => {
      const zero = new Float32Array(k);
      const unit = zero.map((_, i) => (i === c ? 1 : 0));
      const at = indices(Int32Array.of(row));
      const program = compile(
        ([y, r, ...theta]) => on.objective.targets!.gradient(theta, y!, r),
        'double',
      );
      const [a, b] = withWeights(small.theta, on.objective.shapes, (theta) =>
        [zero, unit].map((y) => {
          const fed = tensor(y, [1, k]);
          const out = program([fed, at, ...theta]);
          const flat = flatten64(out);
          dispose([fed, ...out]);
          return flat;
        }),
      );
      program.dispose();
      dispose(at);
      return a!.map((x, i) => x - b![i]!);
    }),
  );
  on.dispose();
  // Those columns are Jᵀe_c: differences of them are those of the oracle.
  const byOracle = [0, 1].map((c) =>
    gradientOn(small, small.theta, rows.slice(0, 1), Int32Array.of(c)),
  );
  expect(
    relativeError(
      columns[0]![1]!.map((x, i) => x - columns[0]![0]![i]!),
      byOracle[0]!.map((x, i) => x - byOracle[1]![i]!),
    ),
  ).toBeLessThan(1e-10);
  const gaussNewton = (v: Float64Array) =>
    columns.flat().reduce((s, column) => s + column.reduce((r, x, i) => r + x * v[i]!, 0) ** 2, 0) /
    rows.length;
  const samples = sampled(
    small,
    rows,
    ({ objective }) =>
      descendOnTargets(objective, gaussianTargets(objective.targets!, sigma, rng(4)), () => rows),
    draws,
  );
  expectMoments(samples, mean, directionsOf(P), (v) => (sigma ** 2 / rows.length) * gaussNewton(v));
});

test('needs labels, a probability and two classes', () => {
  const toy = quadratic([1]);
  const labelled = { labels: Int32Array.of(0), outputs: 2, classes: [0, 1] };
  const targets = flippedLabels(labelled, 0.5, rng(1));
  expect(() => descendOnTargets(toy.objective, targets)).toThrow(
    'noise on targets needs an objective with targets',
  );
  expect(() => flippedLabels(labelled, 1.2, rng(1))).toThrow('invalid p; not in [0, 1]: 1.2');
  expect(() => flippedLabels({ ...labelled, classes: [0] }, 0.5, rng(1))).toThrow(
    'invalid classes',
  );
  expect(() => gaussianTargets({ values: Float32Array.of(1, 0), outputs: 2 }, -1, rng(1))).toThrow(
    'invalid sigma; not in [0, ∞): -1',
  );
  toy.dispose();
});

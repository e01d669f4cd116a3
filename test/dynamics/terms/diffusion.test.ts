import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import {
  type BatchNoise,
  type Diffusion,
  diagonal,
  diffuse,
  gradientCovariance,
  isotropic,
} from '../../../src/dynamics/terms/diffusion.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { square, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { oracle } from '../../oracle/oracle.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { type Small, smallMlp } from '../../support/small-network.ts';
import { withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** Runs `body` with the objective of a network on its examples. */
function withObjective<T>(small: Small, body: (objective: Objective) => T): T {
  const on = problem(small.network, small.loss, small, 10);
  try {
    return body(on.objective);
  } finally {
    on.dispose();
  }
}

/** Gradient of each example's loss, by the oracle. */
const gradients = ({ twin, loss, theta, x, labels }: Small): Float64Array[] =>
  Array.from(labels, (label, i) => {
    const d = x.length / labels.length;
    const input = Float64Array.from(x.slice(i * d, (i + 1) * d));
    return oracle(twin, loss, theta, input, Int32Array.of(label)).gradient;
  });

const meanOf = (vectors: readonly Float64Array[]): Float64Array =>
  vectors[0]!.map((_, i) => vectors.reduce((s, v) => s + v[i]!, 0) / vectors.length);

/** (1/k) Σⱼ vⱼvⱼᵀ over vectors, after taking off their mean if asked. */
function secondMoment(vectors: readonly Float64Array[], centred: boolean): Float64Array {
  const P = vectors[0]!.length;
  const middle = centred ? meanOf(vectors) : new Float64Array(P);
  const out = new Float64Array(P * P);
  for (const v of vectors) {
    for (let a = 0; a < P; a++) {
      for (let b = 0; b < P; b++)
        out[a * P + b]! += ((v[a]! - middle[a]!) * (v[b]! - middle[b]!)) / vectors.length;
    }
  }
  return out;
}

/** BBᵀ from the columns B e₁ … B e_m. */
function covarianceOf(diffusion: Diffusion, theta0: Float64Array, shapes: Objective['shapes']) {
  const program = compile(([xi, ...theta]) => diffusion.apply(theta, xi!), 'double');
  const m = diffusion.normals;
  const columns = withWeights(theta0, shapes, (theta) =>
    Array.from({ length: m }, (_, i) => {
      const xi = tensor(
        Float32Array.from({ length: m }, (_, j) => (i === j ? 1 : 0)),
        [m],
      );
      const out = program([xi, ...theta]);
      const column = flatten64(out);
      dispose([xi, ...out]);
      return column;
    }),
  );
  program.dispose();
  return secondMoment(columns, false).map((x) => m * x);
}

/** Every mini-batch of two of n examples, equally likely. */
const pairs = (n: number, sampling: BatchNoise['sampling']): (readonly [number, number])[] =>
  Array.from({ length: n * n }, (_, k) => [Math.floor(k / n), k % n] as const).filter(
    ([i, j]) => sampling === 'with-replacement' || i !== j,
  );

describe('the noise of mini-batches', () => {
  const eta = 0.3;

  test.each(['with-replacement', 'without-replacement'] as const)(
    'has the covariance of all batches of two, times η: %s',
    (sampling) => {
      const small = smallMlp('tanh', 'cross-entropy', 3, 6);
      const g = gradients(small);
      const means = pairs(6, sampling).map(([i, j]) => meanOf([g[i]!, g[j]!]));
      const expected = secondMoment(means, true).map((x) => eta * x);
      const found = withObjective(small, (objective) =>
        covarianceOf(
          gradientCovariance(objective, { eta, batch: 2, sampling }),
          small.theta,
          objective.shapes,
        ),
      );
      expect(relativeError(found, expected)).toBeLessThan(1e-10);
    },
  );

  test.each([
    ['with-replacement', 1 / 5],
    ['without-replacement', (20 - 5) / (5 * 19)],
  ] as const)('drawn, has covariance ηκC within its error: %s', (sampling, kappa) => {
    const small = smallMlp('tanh', 'squared-error', 3, 20);
    const C = secondMoment(gradients(small), true);
    const P = small.theta.length;
    // Along the steepest direction of C found by a few powers, and along two others.
    const directions = [1, 2].map((seed) => Float64Array.from(rng(seed).normals(P)));
    let top = directions[0]!;
    for (let k = 0; k < 30; k++) {
      const next = top.map((_, a) => top.reduce((s, x, b) => s + C[a * P + b]! * x, 0));
      const size = Math.hypot(...next);
      top = next.map((x) => x / size);
    }
    const draws = 4000;
    const samples = withObjective(small, (objective) => {
      const diffusion = gradientCovariance(objective, { eta, batch: 5, sampling });
      const term = diffuse(descend(objective), diffusion, normals(20, rng(7)));
      const program = compile(([xi, ...theta]) => term.noise!(theta, [xi!]));
      const out = withWeights(small.theta, objective.shapes, (theta) =>
        Array.from({ length: draws }, (_, step) => {
          const xi = tensor(term.feeds!({ step, t: 0, dt: 1 })[0] as Float32Array, [20]);
          const noise = program([xi, ...theta]);
          const flat = flatten64(noise);
          dispose([xi, ...noise]);
          return flat;
        }),
      );
      program.dispose();
      return out;
    });
    for (const v of [top, ...directions]) {
      const along = samples.map((x) => x.reduce((s, xi, a) => s + xi * v[a]!, 0));
      const variance = along.reduce((s, x) => s + x * x, 0) / draws;
      const expected =
        eta *
        kappa *
        v.reduce((s, x, a) => s + x * v.reduce((r, y, b) => r + C[a * P + b]! * y, 0), 0);
      // Standard error √(2/draws) = 2.2 %.
      expect(Math.abs(variance / expected - 1)).toBeLessThan(0.08);
      const mean = along.reduce((s, x) => s + x, 0) / draws;
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(expected / draws));
    }
  });

  test('is nothing for the full batch without replacement, and for a single example', () => {
    const small = smallMlp('tanh', 'squared-error', 3, 6);
    withObjective(small, (objective) => {
      const noise = { eta, batch: 6, sampling: 'without-replacement' } as const;
      const found = covarianceOf(
        gradientCovariance(objective, noise),
        small.theta,
        objective.shapes,
      );
      expect(Math.max(...found)).toBe(0);
    });
    const one = smallMlp('tanh', 'squared-error', 3, 1);
    withObjective(one, (objective) => {
      const noise = { eta, batch: 1, sampling: 'with-replacement' } as const;
      const found = covarianceOf(gradientCovariance(objective, noise), one.theta, objective.shapes);
      expect(Math.max(...found)).toBe(0);
    });
  });

  test('needs a mean over examples, and a batch that they can fill', () => {
    const whole = objectiveOf(([theta]) => sum(square(theta!)), [[1]]);
    const noise = { eta, batch: 1, sampling: 'with-replacement' } as const;
    expect(() => gradientCovariance(whole, noise)).toThrow('needs an objective that is a mean');
    withObjective(smallMlp('tanh', 'squared-error', 3, 6), (objective) => {
      expect(() => gradientCovariance(objective, { ...noise, batch: 7 })).toThrow(
        'invalid batch; not in 1 … 6: 7',
      );
      expect(() => gradientCovariance(objective, { ...noise, eta: 0 })).toThrow('invalid eta');
    });
  });
});

describe('noise that does not depend on θ', () => {
  const shapes = [[2, 2], [3]];
  const theta = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
  const diagonalOf = (entries: readonly number[]) =>
    Float64Array.from({ length: 49 }, (_, k) => (k % 8 === 0 ? entries[k / 8]! : 0));

  test('isotropic has covariance 2T I', () => {
    const found = covarianceOf(isotropic(7, 0.3), theta, shapes);
    expect(relativeError(found, diagonalOf(Array(7).fill(0.6)))).toBeLessThan(1e-12);
    expect(() => isotropic(7, -1)).toThrow('invalid temperature; not in [0, ∞): -1');
  });

  test('diagonal has covariance 2D', () => {
    const D = Float64Array.of(1, 2, 0, 4, 0.5, 6, 7);
    const found = covarianceOf(diagonal(D), theta, shapes);
    expect(relativeError(found, diagonalOf([...D.map((x) => 2 * x)]))).toBeLessThan(1e-12);
    expect(() => diagonal(Float64Array.of(1, -2))).toThrow(
      'invalid diagonal; entry 1 not in [0, ∞): -2',
    );
  });
});

test('weighted gradients are Σᵢ wᵢ gᵢ', () => {
  const small = smallMlp('tanh', 'cross-entropy', 3, 6);
  const w = Float64Array.from(rng(3).normals(6));
  const g = gradients(small);
  const expected = small.theta.map((_, a) => g.reduce((s, gi, i) => s + w[i]! * gi[a]!, 0));
  const found = withObjective(small, (objective) =>
    withWeights(small.theta, objective.shapes, (theta) => {
      const weights = tensor(w, [6]);
      const program = compile(([v, ...q]) => objective.weighted!(q, v!), 'double');
      const out = program([weights, ...theta]);
      const flat = flatten64(out);
      dispose([weights, ...out]);
      program.dispose();
      return flat;
    }),
  );
  expect(relativeError(found, expected)).toBeLessThan(1e-10);
});

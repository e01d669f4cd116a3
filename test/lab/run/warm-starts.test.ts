import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Scalars } from '../../../src/core/scalars.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { ProbeContext } from '../../../src/lab/probes/probe.ts';
import { probes } from '../../../src/lab/probes/registry.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { ANEW, warmStarts } from '../../../src/lab/run/warm-starts.ts';
import type { LinearOperator } from '../../../src/linalg/operator.ts';
import { errorOf } from '../../support/experiment-error.ts';
import { sources } from '../../support/small-run.ts';
import { only, specsOf } from '../../support/standard-experiment.ts';

beforeAll(() => openEngine('native'));

const [P, POINTS] = [60, 20];

/**
 * Eigenvalues at a point: two that stay, one that rises past both, and one that leaps from the bulk above all of
 * them between two points.
 */
function spectrumAt(point: number, bulk: Float64Array): Float64Array {
  const values = bulk.map((x) => x / 3);
  values.set([8, 10, 4 + 0.7 * point, point < 13 ? 0.1 : 20]);
  return values;
}

/** U D U with the reflection U = I − 2uuᵀ/‖u‖², whose u turns from point to point. */
function operatorAt(point: number, own: ReturnType<typeof rng>) {
  const [a, b] = [own.fork('a').normals(P), own.fork('b').normals(P)];
  const D = spectrumAt(point, own.fork('bulk').normals(P));
  const u = a.map((x, i) => x + 0.02 * point * b[i]!);
  const square = u.reduce((sum, x) => sum + x * x, 0);
  const reflect = (v: ArrayLike<number>) => {
    const along = u.reduce((sum, x, i) => sum + x * v[i]!, 0);
    return u.map((x, i) => v[i]! - (2 * along * x) / square);
  };
  const A: LinearOperator = {
    dim: P,
    matvec: (v) => reflect(reflect(v).map((x, i) => x * D[i]!)),
    dispose() {},
  };
  return { A, truth: [...D].sort((x, y) => y - x) };
}

/** What a probe finds at each point, with vectors handed on or without. */
function along(seed: number, measure: (context: ProbeContext) => Scalars, names: string[]) {
  const own = rng(seed);
  const warm = warmStarts(names);
  return Array.from({ length: POINTS }, (_, point) => {
    const { A, truth } = operatorAt(point, own);
    const random = own.fork('step', point);
    const context = { hessian: () => A, random, warm: warm.of };
    return { truth, found: measure(context as unknown as ProbeContext) };
  });
}

const productsOf = (points: ReturnType<typeof along>) =>
  points.reduce((sum, { found }) => sum + Object.values(found)[0]!.cost.hvps, 0);

describe('past crossings', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);

  test('λ is that of the matrix at every point, for fewer products', () => {
    const options = probes.sharpness.read({ maxIterations: 400 });
    const measure = (context: ProbeContext) => probes.sharpness.measure(context, options)!.scalars;
    let [warm, cold] = [0, 0];
    for (const seed of seeds) {
      const points = along(seed, measure, ['sharpness']);
      for (const { truth, found } of points) {
        const { value, stderr, converged } = found.sharpness!;
        expect(converged).toBe(true);
        expect(Math.abs(value - truth[0]!)).toBeLessThanOrEqual(stderr);
        expect(stderr).toBeLessThanOrEqual(1.001e-3 * truth[0]!);
      }
      warm += productsOf(points);
      cold += productsOf(along(seed, measure, []));
    }
    expect(warm).toBeLessThan(0.9 * cold);
  });

  test('so are the eigenvalues at both ends', () => {
    const options = probes.eigenvalues.read({ top: 3, bottom: 1, tolerance: 0.01 });
    const measure = (context: ProbeContext) =>
      probes.eigenvalues.measure(context, options)!.scalars;
    let [warm, cold] = [0, 0];
    for (const seed of seeds.slice(0, 10)) {
      const points = along(seed, measure, ['eigenvalues']);
      for (const { truth, found } of points) {
        const wanted = [...truth.slice(0, 3), truth.at(-1)!];
        const got = ['eigenvalue1', 'eigenvalue2', 'eigenvalue3', 'lowestEigenvalue1'];
        for (const [i, name] of got.entries()) {
          const { value, stderr, converged } = found[name]!;
          expect(converged).toBe(true);
          expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(stderr);
        }
      }
      warm += productsOf(points);
      cold += productsOf(along(seed, measure, []));
    }
    expect(warm).toBeLessThan(0.9 * cold);
  });
});

test('begins anew at every eighth point, and hands nothing on of other probes', () => {
  const warm = warmStarts(['sharpness']);
  expect(warm.of('trace')).toBeUndefined();
  const lengths = Array.from({ length: 2 * ANEW + 1 }, (_, i) => {
    const { before, keep } = warm.of('sharpness')!;
    keep([Float64Array.of(i)]);
    expect(before).toEqual(before.length === 0 ? [] : [Float64Array.of(i - 1)]);
    return before.length;
  });
  expect(lengths.flatMap((n, i) => (n === 0 ? [i] : []))).toEqual([0, 8, 16]);
});

/** A state as a run saves it, as far as vectors go from point to point. */
type Saved = {
  recorded?: { along: { warm: { sharpness: { points: number; vectors: Float64Array[] } } } };
};

test('along a run in which the two largest cross λ agrees with searches that begin anew', async () => {
  const found: Float64Array[][] = [];
  const run = (keys: string) =>
    execute(
      only(`
data: { name: glyphs, train: 100, test: 40 }
network: { kind: mlp, hidden: [16] }
loss: squared-error
methods: [{ method: gradient-descent, rate: 0.2 }]
stop: { steps: 110 }
measure: { trace: false, sharpness: false, threshold: false, along: { sharpness: { every: 10, ${keys} } } }`),
      {
        ...sources,
        checkpoint: (state) => {
          const { points, vectors } =
            (state().run as unknown as Saved | undefined)?.recorded?.along.warm.sharpness ?? {};
          if (points === found.length + 1) found.push(vectors!);
        },
      },
    );
  const cold = await run('tolerance: 0.01');
  const exact = await run('tolerance: 1.0e-4');
  const warm = await run('tolerance: 0.01, warm: true');
  const at = cold.series.sharpness!.flatMap((x, i) => (Number.isNaN(x) ? [] : [i]));
  for (const i of at) {
    expect(warm.series.sharpnessConverged![i]).toBe(1);
    const [x, y] = [exact.series.sharpness![i]!, warm.series.sharpness![i]!];
    const error = exact.series.sharpnessStderr![i]! + warm.series.sharpnessStderr![i]!;
    expect(Math.abs(y - x)).toBeLessThanOrEqual(error);
    expect(Math.abs(y / x - 1)).toBeLessThan(0.01);
  }
  const dot = (x: Float64Array, y: Float64Array) =>
    Math.abs(x.reduce((all, v, i) => all + v * y[i]!, 0));
  // The vector that was first is second at the next point.
  const crossings = found.slice(1).filter((now, k) => {
    const [before] = found[k]!;
    return dot(before!, now[0]!) < 0.5 && dot(before!, now[1]!) > 0.85;
  });
  expect(crossings.length).toBeGreaterThanOrEqual(2);
  const sum = ({ series }: Result) => at.reduce((all, i) => all + series.probeHvps![i]!, 0);
  expect(sum(warm)).toBeLessThan(0.9 * sum(cold));
});

test('a file asks for it along the run, and only there', () => {
  const along = (keys: string) =>
    specsOf(
      `methods: [{ method: gradient-descent, rate: 0.1 }]\nmeasure: { along: { sharpness: { ${keys} } } }`,
    )[0]!.measure.along;
  expect(along('every: 3, warm: true')!.sharpness).toMatchObject({ every: 3, warm: true });
  expect(along('every: 3, warm: false')).toEqual(along('every: 3'));
  const text = 'question: q\nmethods:\n  - { method: gradient-descent, rate: 0.1 }\n';
  expect(errorOf(`${text}measure: { sharpness: { warm: true } }`)).toContain('warm');
  expect(errorOf(`${text}measure: { along: { trace: { warm: true } } }`)).toContain('warm');
  expect(errorOf(`${text}measure: { along: { sharpness: { warm: 1 } } }`)).toContain('warm');
});

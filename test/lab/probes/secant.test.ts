import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { singularValues } from '../../../src/linalg/singular-values.ts';
import { symmetricEigen } from '../../../src/linalg/symmetric-eigen.ts';
import { secantOf } from '../../../src/probes/stability/secant.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun, sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const off = 'trace: false, sharpness: false, threshold: false, secant: true';
const onQuadratic = async (method: string) => {
  const run = await execute(
    only(`
data: { name: quadratic, eigenvalues: [3, 0.5], start: [1, -2] }
precision: double
methods: [${method}]
stop: { steps: 3 }
measure: { ${off} }`),
    sources,
  );
  return { theta: run.weights[0]!, scalars: run.scalars };
};
const H = [3, 0.5] as const;
const near = (value: number, want: number) => expect(Math.abs(value / want - 1)).toBeLessThan(1e-9);

describe('on a quadratic', () => {
  test('of descent s is the Rayleigh quotient of the gradient, and its edge 2/η', async () => {
    const found = await onQuadratic('{ method: gradient-descent, rate: 0.2 }');
    const g = [...found.theta].map((x, i) => H[i]! * x);
    const square = g.reduce((sum, x) => sum + x * x, 0);
    near(
      found.scalars.secantSharpness!.value,
      g.reduce((sum, x, i) => sum + H[i]! * x * x, 0) / square,
    );
    near(found.scalars.secantAlignment!.value, 1);
    near(found.scalars.secantEdge!.value, 10);
    expect(found.scalars.secantSharpness!.converged).toBe(true);
  });

  test('of signed descent s is the mean eigenvalue, and its edge 2‖∇L‖₁/(Pη)', async () => {
    const found = await onQuadratic('{ method: lion, rate: 0.01, beta1: 0, beta2: 0 }');
    const g = [...found.theta].map((x, i) => H[i]! * x);
    near(found.scalars.secantSharpness!.value, 1.75);
    near(found.scalars.secantEdge!.value, (2 * (Math.abs(g[0]!) + Math.abs(g[1]!))) / (2 * 0.01));
  });

  test('of heavy ball it is along the velocity, which the probe is handed', async () => {
    const [before, after] = await Promise.all(
      [3, 4].map((steps) =>
        execute(
          only(`
data: { name: quadratic, eigenvalues: [3, 0.5], start: [1, -2] }
precision: double
methods: [{ method: heavy-ball, rate: 0.1, momentum: 0.8 }]
stop: { steps: ${steps} }
measure: { ${off} }`),
          sources,
        ),
      ),
    );
    const step = [0, 1].map((i) => after!.weights[0]![i]! - before!.weights[0]![i]!);
    const square = step[0]! ** 2 + step[1]! ** 2;
    const form = H[0] * step[0]! ** 2 + H[1] * step[1]! ** 2;
    near(before!.scalars.secantSharpness!.value, form / square);
    const slope = H.reduce((sum, h, i) => sum + h * before!.weights[0]![i]! * step[i]!, 0);
    near(before!.scalars.secantEdge!.value, (-2 * slope) / square);
  });
});

test('a step whose change of the loss is round-off is not converged, and one of length 0 has none', () => {
  const step = Float64Array.of(1e-9, 0);
  const at = { before: 1, after: 1, gradient: Float64Array.of(0, 1), step, rate: 0.1 };
  const cost = { gradients: 1, hvps: 0, seconds: 0 };
  expect(secantOf({ ...at, roundOff: 1e-13 }, cost)!.sharpness.converged).toBe(false);
  const long = { ...at, step: Float64Array.of(1, 0), after: 1.5, roundOff: 1e-13 };
  expect(secantOf(long, cost)!.sharpness).toMatchObject({ value: 1, converged: true });
  expect(secantOf({ ...at, step: new Float64Array(2), roundOff: 0 }, cost)).toBeUndefined();
});

describe('of Muon on a network', () => {
  test('the loss falls where s is below its edge, by (‖Δ‖²/2)(s − 2ρ/η)', async () => {
    const [before, after] = await Promise.all(
      [5, 6].map((steps) =>
        smallRun(
          '{ method: muon, rate: 0.02 }',
          `steps: ${steps}`,
          'secant: true, nuclearNorm: true',
        ),
      ),
    );
    const square = before!.weights
      .flatMap((w, i) => [...w].map((x, j) => (after!.weights[i]![j]! - x) ** 2))
      .reduce((a, b) => a + b, 0);
    const { secantSharpness: s, secantEdge: edge, nuclearNorm } = before!.scalars;
    const change = (square / 2) * (s!.value - edge!.value);
    // The losses of the record are of single precision.
    expect(Math.abs(change - (after!.facts.loss - before!.facts.loss))).toBeLessThan(1e-6);
    expect(Math.abs(change)).toBeGreaterThan(1e-4);
    expect(nuclearNorm!.value).toBeGreaterThan(0);
    expect(s!.converged).toBe(true);
  });
});

describe('singular values', () => {
  test.each([
    [7, 4],
    [4, 7],
    [5, 5],
    [6, 1],
  ])('of a matrix %d × %d are the roots of the eigenvalues of its Gram matrix', (m, n) => {
    const A = Float64Array.from(rng(m).normals(m * n));
    const gram = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) =>
        Array.from({ length: m }, (_, r) => A[r * n + i]! * A[r * n + j]!).reduce(
          (a, b) => a + b,
          0,
        ),
      ),
    );
    const roots = symmetricEigen(gram).values.map((x) => Math.sqrt(Math.max(0, x)));
    const found = singularValues(A, m, n);
    expect(found).toHaveLength(Math.min(m, n));
    for (const [k, value] of found.entries())
      expect(Math.abs(value - roots.toReversed()[k]!)).toBeLessThan(1e-12 * found[0]!);
  });

  test('are right in all digits of a graded matrix, where a Gram matrix has lost them', () => {
    // Orthogonal columns of lengths 1 and 1e-12.
    const found = singularValues(Float64Array.of(0.6, -0.8e-12, 0.8, 0.6e-12), 2, 2);
    expect(Math.abs(found[1]! / 1e-12 - 1)).toBeLessThan(1e-12);
    expect(() => singularValues(Float64Array.of(1, Number.NaN), 1, 2)).toThrow(
      'invalid matrix; not 1 × 2 finite entries',
    );
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { gradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { train } from '../../../src/dynamics/training/train.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { mul, square, sub, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { read64 } from '../../../src/engine/tensors/precise.ts';
import { indices, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { lossOf } from '../../../src/objective/loss-of.ts';
import { barrier } from '../../../src/probes/landscape/barrier.ts';
import { bendObjective } from '../../../src/probes/landscape/bend-objective.ts';
import {
  type CurveKind,
  curveKinds,
  detour,
  pointOn,
} from '../../../src/probes/landscape/curve.ts';
import { planeOfThree } from '../../../src/probes/landscape/three-points.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { type Problem, problem } from '../../../src/problems/supervised/problem.ts';
import { expectNear } from '../../support/expect-near.ts';
import { descended, oracleAt, smallMlp } from '../../support/small-network.ts';

beforeAll(() => openEngine('native'));
const kinds = Object.keys(curveKinds) as CurveKind[];

describe('a curve with one bend', () => {
  const [start, bend, end] = [Float64Array.of(0, 0), Float64Array.of(3, 4), Float64Array.of(6, 0)];

  test.each(kinds)('begins and ends where it should: %s', (kind) => {
    const curve = { kind, start, bend, end };
    expect([...pointOn(curve, 0)]).toEqual([0, 0]);
    expect([...pointOn(curve, 1)]).toEqual([6, 0]);
  });

  test('has the length of its pieces, and of an arc of a parabola', () => {
    expectNear(detour({ kind: 'chain', start, bend, end }), 10 / 6, { rtol: 1e-12 });
    // x = 6t, y = 8t(1 − t): ∫ √(36 + 64(1 − 2t)²) dt = ½(√100 + (36/8) asinh(8/6)).
    const exact = (10 + 4.5 * Math.asinh(8 / 6)) / 2;
    expectNear(detour({ kind: 'bezier', start, bend, end }), exact / 6, { rtol: 1e-5 });
    const straight = { kind: 'bezier', start, bend: Float64Array.of(3, 0), end } as const;
    expectNear(detour(straight), 1, { rtol: 1e-12 });
  });
});

describe('the mean loss along a curve, as a function of its bend', () => {
  const small = smallMlp('tanh', 'cross-entropy', 3, 8);
  const { shapes } = small.network;
  const [a, b] = [descended(small, 0.5, 30), small.theta.map((x) => Math.fround(-x))];
  const bend = a.map((x, i) => Math.fround((x + b[i]!) / 2 + 0.05 * ((i % 7) - 3)));
  let on: Problem;
  let [start, end, theta]: Tensor[][] = [];
  beforeAll(() => {
    on = problem(small.network, small.loss, small, 10, 'double');
    [start, end, theta] = [a, b, bend].map((x) => unflatten(x, shapes));
  });
  afterAll(() => {
    on.dispose();
    dispose([start, end, theta].flatMap((one) => one ?? []));
  });

  test.each(kinds)(
    'has the value, gradient and Hessian of a sum by the chain rule, on all places and on some: %s',
    (kind) => {
      const own = bendObjective(on.objective, [start!, end!], kind, 6);
      const v = rng(1).fork('v').normals(bend.length);
      const vs = unflatten(v, shapes);
      for (const rows of [undefined, [4], [0, 3, 5]]) {
        const places = rows ?? [0, 1, 2, 3, 4, 5];
        let value = 0;
        const gradient = new Float64Array(bend.length);
        const product = new Float64Array(bend.length);
        for (const k of places) {
          const t = (k + 0.5) / 6;
          // Written out, not by curveKinds.
          const c = kind === 'bezier' ? 2 * t * (1 - t) : 1 - Math.abs(2 * t - 1);
          const e = kind === 'bezier' ? t * t : Math.max(0, 2 * t - 1);
          const at = oracleAt(
            small,
            a.map((x, i) => (1 - c - e) * x + c * bend[i]! + e * b[i]!),
          );
          value += at.loss / places.length;
          const Hv = at.hvp(v);
          for (let i = 0; i < bend.length; i++) {
            gradient[i]! += (c * at.gradient[i]!) / places.length;
            product[i]! += (c * c * Hv[i]!) / places.length;
          }
        }
        const picked = rows === undefined ? [] : [indices(Int32Array.from(rows))];
        const run = compile((inputs) => {
          const at = inputs.slice(0, shapes.length);
          const w = inputs.slice(shapes.length, 2 * shapes.length);
          const subset = inputs[2 * shapes.length];
          const { value: L, gradient: g } = own.gradient(at, subset);
          return [own.value(at, subset), L, ...g, ...own.hvp(at, w, subset)];
        }, 'double');
        const out = run([...theta!, ...vs, ...picked]);
        expectNear(read64(out[0]!)[0]!, value, { rtol: 1e-11 });
        expectNear(read64(out[1]!)[0]!, value, { rtol: 1e-11 });
        const found = flatten64(out.slice(2));
        const exact = [...gradient, ...product];
        for (const [i, x] of exact.entries()) expectNear(found[i]!, x, { rtol: 1e-9, atol: 1e-11 });
        dispose([...out, ...picked]);
        run.dispose();
      }
      dispose(vs);
      own.dispose();
    },
  );
});

describe('on L(u, v) = ½(uv − 1)², whose minima are a hyperbola', () => {
  const objective = {
    ...objectiveOf(([u, v]) => mul(sum(square(sub(mul(u!, v!), 1))), 0.5), [[1], [1]]),
    precision: 'double' as const,
  };
  const [start, end] = [
    [4, 0.25],
    [0.25, 4],
  ].map((x) => Float64Array.from(x));
  const loss = ([u, v]: Float64Array) => 0.5 * (u! * v! - 1) ** 2;
  const options = { intervals: 16, maxIntervals: 4096, tolerance: 0.01 };
  const heightOf = (at: (t: number) => Float64Array) => barrier((t) => loss(at(t)), options).height;

  test.each(kinds)(
    'descent on the bend finds a way where the straight one has a barrier: %s',
    (kind) => {
      const ends = [start!, end!].map((x) => unflatten(x, [[1], [1]])) as [
        ReturnType<typeof unflatten>,
        ReturnType<typeof unflatten>,
      ];
      const along = bendObjective(objective, ends, kind, 16);
      const theta0 = [2.125, 2.125].map((x) => tensor(Float64Array.of(x), [1]));
      const { theta } = train(gradientDescent(along, 0.05), theta0, {
        ...{ stop: { steps: 400 }, loss: lossOf(along), precision: 'double', evaluateEvery: 50 },
      });
      const bend = flatten64(theta);
      // Straight: uv = (17/8)² in the middle, so that L there is ½(289/64 − 1)².
      const straight = heightOf((t) => start!.map((x, i) => (1 - t) * x + t * end![i]!));
      expectNear(straight.value, 0.5 * (289 / 64 - 1) ** 2, { rtol: 1e-9 });
      // The least mean over the same places, by a scan of bends on the axis of symmetry, which descent cannot leave.
      const mean = (x: number) => {
        let total = 0;
        for (let k = 0; k < 16; k++) {
          const curve = { kind, start: start!, bend: Float64Array.of(x, x), end: end! };
          total += loss(pointOn(curve, (k + 0.5) / 16)) / 16;
        }
        return total;
      };
      let best = 0;
      for (let x = -2; x <= 3; x += 2e-4) if (mean(x) < mean(best)) best = x;
      expectNear(bend[0]!, best, { atol: 5e-4 });
      expectNear(bend[1]!, best, { atol: 5e-4 });
      const bent = heightOf((t) => pointOn({ kind, start: start!, bend, end: end! }, t));
      expect(bent.converged).toBe(true);
      expect(bent.value + bent.stderr).toBeLessThan(0.02 * straight.value);
      along.dispose();
      dispose([...theta, ...theta0, ...ends.flat()]);
    },
  );
});

describe('the plane through three points', () => {
  test('has them at their distances, and orthonormal directions', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => rng(2).fork(name).normals(9));
    const { directions, coordinates } = planeOfThree(a!, b!, c!);
    const [u, v] = directions;
    const dot = (x: Float64Array, y: Float64Array) => x.reduce((s, xi, i) => s + xi * y[i]!, 0);
    expectNear(dot(u, u), 1, { rtol: 1e-14 });
    expectNear(dot(v, v), 1, { rtol: 1e-14 });
    expectNear(dot(u, v), 0, { atol: 1e-14 });
    for (const [k, point] of [a!, b!, c!].entries()) {
      const [x, y] = coordinates[k]!;
      const back = a!.map((ai, i) => ai + x * u[i]! + y * v[i]!);
      for (const [i, p] of point.entries()) expectNear(back[i]!, p, { atol: 1e-13 });
    }
  });

  test('is refused where they lie on a line', () => {
    const a = Float64Array.of(1, 2, 3);
    const b = Float64Array.of(2, 2, 5);
    const c = a.map((x, i) => x + 2 * (b[i]! - x));
    for (const [x, y, z] of [
      [a, b, c],
      [a, a, b],
      [a, b, a],
    ])
      expect(() => planeOfThree(x!, y!, z!)).toThrow('three that lie on a line span no plane');
  });
});

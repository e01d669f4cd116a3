import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientFlow } from '../../../src/dynamics/methods/descent.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { read64 } from '../../../src/engine/tensors/precise.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { gram, operatorOf } from '../../../src/probes/kernel/gram.ts';
import { linearised } from '../../../src/probes/kernel/linearised-flow.ts';
import { linear } from '../../../src/problems/networks/mlp.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import {
  operatorOf as dense,
  type Matrix,
  product,
  withSpectrum,
} from '../../support/dense-matrices.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';

const options = { tolerance: 1e-10, maxIterations: 200 };

/** e^{−At} b by scaling and squaring in the vector: 2^s steps of a Taylor polynomial of degree 20. */
function exponential(A: Matrix, t: number, b: Float64Array): Float64Array {
  const steps = 256;
  let out = b;
  for (let k = 0; k < steps; k++) {
    let term = out;
    let sum = out;
    for (let j = 1; j <= 20; j++) {
      const next = product(A, term).map((x) => (-t / steps / j) * x);
      term = next;
      sum = sum.map((x, i) => x + next[i]!);
    }
    out = sum;
  }
  return out;
}

describe('on a matrix with a known spectrum', () => {
  const N = 60;
  // From 10 down to 1e-5, and a null space: what a kernel looks like.
  const spectrum = Array.from({ length: N }, (_, i) => (i < 50 ? 10 * 10 ** (-0.12 * i) : 0));
  const A = withSpectrum(spectrum, rng(2));
  const [f0, y] = [rng(3).normals(N), rng(4).normals(N)];
  const n = 4;
  const times = [0, 0.3, 5, 60];
  const b = f0.map((x, i) => x - y[i]!);
  const expected = times.map((t) => exponential(A, t / n, b).map((x, i) => y[i]! + x));

  test('equals y + e^{−Θt/n} (f₀ − y) within its bound', () => {
    const found = linearised(dense(A), { f0, y, n }, times, options);
    for (const [k, { values, error, converged }] of found.entries()) {
      const away = Math.hypot(...values.map((x, i) => x - expected[k]![i]!));
      expect(away).toBeLessThan(error + 1e-11);
      expect(away).toBeLessThan(1e-9);
      expect(converged).toBe(true);
    }
    expect(relativeError(found[0]!.values, f0)).toBeLessThan(1e-13);
    expect(found[0]!.products).toBeLessThan(N);
  });

  test('stopped early, its bound still holds and it says that it has not converged', () => {
    const found = linearised(dense(A), { f0, y, n }, times, { ...options, maxIterations: 9 });
    const away = found.map(({ values }, k) =>
      Math.hypot(...values.map((x, i) => x - expected[k]![i]!)),
    );
    for (const [k, { error }] of found.entries()) expect(away[k]!).toBeLessThan(error + 1e-12);
    // At the last time the bound is within a factor, not merely true.
    expect(found[3]!.error).toBeLessThan(50 * away[3]!);
    expect(found[3]!.converged).toBe(false);
    expect(found[0]!.converged).toBe(true);
  });

  test('stays at the targets where it starts there', () => {
    const [found] = linearised(dense(A), { f0: y, y, n }, [3], options);
    expect([...found!.values]).toEqual([...y]);
    expect(found!.products).toBe(0);
  });

  test('a kernel that is not finite gives NaN, not converged', () => {
    const bad = A.map((row, i) => (i === 7 ? row.map(() => Number.NaN) : row));
    for (const { values, converged } of linearised(dense(bad), { f0, y, n }, times, options)) {
      expect(values[0]).toBeNaN();
      expect(converged).toBe(false);
    }
  });

  test('refuses outputs of another length, and times that are none', () => {
    const short = f0.slice(1);
    expect(() => linearised(dense(A), { f0: short, y, n }, [1], options)).toThrow(
      'invalid outputs; 60 expected: 59 and 60 given',
    );
    expect(() => linearised(dense(A), { f0, y, n }, [-1], options)).toThrow('invalid time');
  });
});

describe('of a linear model', () => {
  beforeAll(async () => {
    await openEngine('native');
  });
  expectNoLeaks();

  test('it is gradient flow itself', () => {
    const [n, d, classes] = [12, 5, 3];
    const net = linear({ inputs: d, outputs: classes, parametrisation: 'standard', scale: 1 });
    const x = Float32Array.from(rng(1).normals(n * d));
    const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
    const on = problem(net, 'squared-error', { x, labels }, classes);
    const inputs = tensor(x, [n, d]);
    const theta0 = unflatten(
      Float64Array.from(net.init(rng(2)).flatMap((a) => [...a])),
      net.shapes,
    );
    const outputs = compile((q) => [net.apply(q, inputs)], 'double');
    const outputsAt = (theta: Parameters<typeof outputs>[0]) => {
      const out = outputs(theta);
      const values = read64(out[0]!);
      dispose(out);
      return values;
    };
    const probe = gram(net.apply, inputs, classes);
    const Theta = operatorOf(probe.at(theta0));
    const y = Float64Array.from({ length: n * classes }, (_, i) =>
      i % classes === labels[Math.floor(i / classes)] ? 1 : 0,
    );
    const [found] = linearised(Theta, { f0: outputsAt(theta0), y, n }, [7], options);
    const flow = gradientFlow(on.objective, 1e-10, 'dormand-prince');
    let end: Float64Array = new Float64Array(0);
    for (const point of integrate(flow, theta0, { time: 7, precision: 'double' }))
      end = outputsAt(point.theta);
    expect(relativeError(found!.values, end)).toBeLessThan(1e-8);
    // Not because nothing moved.
    expect(relativeError(found!.values, outputsAt(theta0))).toBeGreaterThan(0.1);
    probe.dispose();
    outputs.dispose();
    on.dispose();
    dispose([inputs, ...theta0]);
  });
});

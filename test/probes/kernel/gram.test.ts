import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { oneHot } from '../../../src/objective/targets.ts';
import {
  centred,
  drift,
  kernelAlignment,
  overOutputs,
  targetKernel,
} from '../../../src/probes/kernel/alignment.ts';
import { type Gram, gram, operatorOf } from '../../../src/probes/kernel/gram.ts';
import { type Dual, sliceDual, zeroDual } from '../../oracle/dual.ts';
import { networkLayers } from '../../oracle/network.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot } from '../../support/moments.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { type Small, smallCnn, smallMlp } from '../../support/small-network.ts';

/** J = ∂f/∂θ, each row by a pass backward through the oracle's layers. Shape [nk][P]. */
function jacobian({ twin, x, labels }: Small, theta: Float64Array): Float64Array[] {
  const layers = networkLayers(twin);
  const n = labels.length;
  const sizes = layers.map((layer) =>
    layer.parameterShapes.reduce((s, shape) => s + shape.reduce((a, b) => a * b, 1), 0),
  );
  const from = sizes.map((_, l) => sizes.slice(0, l).reduce((a, b) => a + b, 0));
  const part = (whole: Dual, l: number) => sliceDual(whole, from[l]!, from[l]! + sizes[l]!);
  const still = (value: Float64Array): Dual => ({ value, tangent: value.map(() => 0) });
  const at = still(theta);
  const activity = [still(Float64Array.from(x))];
  for (const [l, layer] of layers.entries())
    activity.push(layer.forward(activity[l]!, part(at, l), n));
  return Array.from({ length: n * twin.classes }, (_, row) => {
    const gradient = zeroDual(theta.length);
    const unit = zeroDual(n * twin.classes);
    unit.value[row] = 1;
    layers.reduceRight(
      (g, layer, l) => layer.backward(g, activity[l]!, part(at, l), part(gradient, l), n),
      unit,
    );
    return gradient.value;
  });
}

function gramOf(small: Small, theta: Float64Array, precision: 'single' | 'double'): Gram {
  const n = small.labels.length;
  const x = tensor(small.x, [n, small.x.length / n]);
  const at = unflatten(theta, small.network.shapes);
  const probe = gram(small.network.apply, x, small.twin.classes, precision);
  const found = probe.at(at);
  probe.dispose();
  dispose([x, ...at]);
  return found;
}

const flat = (rows: readonly Float64Array[]) => rows.flatMap((row) => [...row]);

describe.each([
  { engine: 'native', precision: 'double', tolerance: 1e-11 },
  { engine: 'wasm', precision: 'single', tolerance: 1e-5 },
] as const)('on the $engine engine', ({ engine, precision, tolerance }) => {
  beforeAll(async () => {
    await openEngine(engine);
  });
  expectNoLeaks();

  test.each([
    smallMlp('tanh', 'squared-error', 5, 6),
    smallMlp('gelu', 'squared-error', 4, 3),
    smallMlp('relu', 'cross-entropy', 4, 3),
    smallCnn('tanh', 'squared-error', 3),
  ])('the Gram matrix is J Jᵀ of the oracle: $name', (small) => {
    const J = jacobian(small, small.theta);
    const found = gramOf(small, small.theta, precision);
    const expected = J.map((a) => Float64Array.from(J, (b) => dot(a, b)));
    expect(relativeError(flat(found.rows), flat(expected))).toBeLessThan(tolerance);
    expect(found.rows.every((row, i) => row.every((a, j) => a === found.rows[j]![i]))).toBe(true);
    expect(found.cost.gradients).toBe(J.length);
  });
});

const gramWith = (rows: readonly (readonly number[])[]): Gram => ({
  rows: rows.map((row) => Float64Array.from(row)),
  cost: { gradients: 0, hvps: 0, seconds: 0 },
});

describe('what kernels say', () => {
  const A = gramWith([
    [2, 1],
    [1, 3],
  ]);

  test('drift is ‖Θ − Θ₀‖/‖Θ₀‖', () => {
    const moved = gramWith([
      [2, 1],
      [1, 6],
    ]);
    expectNear(drift(moved, A).value, 3 / Math.sqrt(15), { rtol: 1e-14 });
    expect(drift(A, A).value).toBe(0);
  });

  test('alignment is the cosine between kernels: 1 for multiples, 0 for classes apart', () => {
    const B = gramWith([
      [6, 3],
      [3, 9],
    ]);
    expectNear(kernelAlignment(A, B).value, 1, { rtol: 1e-14 });
    // ⟨A, I⟩ = 5, ‖A‖ = √15, ‖I‖ = √2.
    expectNear(
      kernelAlignment(A, targetKernel(oneHot(Int32Array.of(0, 1), 2), 2)).value,
      5 / Math.sqrt(30),
      { rtol: 1e-14 },
    );
    const classes = oneHot(Int32Array.of(4, 7, 4), 8);
    expect(targetKernel(classes, 8).rows.map((row) => [...row])).toEqual([
      [1, 0, 1],
      [0, 1, 0],
      [1, 0, 1],
    ]);
    expect(targetKernel(Float64Array.of(1, 2, -3, 0.5), 2).rows.map((row) => [...row])).toEqual([
      [5, -2],
      [-2, 9.25],
    ]);
  });

  test('centring takes a constant off every feature', () => {
    const random = rng(3);
    const features = Array.from({ length: 5 }, (_, i) => random.fork('f', i).normals(3));
    const kernel = (own: readonly Float64Array[]) =>
      gramWith(own.map((a) => own.map((b) => dot(a, b))));
    const mean = features[0]!.map((_, j) => features.reduce((s, f) => s + f[j]!, 0) / 5);
    const shifted = features.map((f) => f.map((z) => z + 7));
    const expected = kernel(features.map((f) => f.map((z, j) => z - mean[j]!)));
    expect(relativeError(flat(centred(kernel(shifted)).rows), flat(expected.rows))).toBeLessThan(
      1e-12,
    );
  });

  test('over outputs it is the mean of the diagonal blocks', () => {
    // Two examples with two outputs each.
    const found = overOutputs(
      gramWith([
        [1, 9, 2, 9],
        [9, 3, 9, 4],
        [2, 9, 5, 9],
        [9, 4, 9, 7],
      ]),
      2,
    );
    expect(found.rows.map((row) => [...row])).toEqual([
      [2, 3],
      [3, 6],
    ]);
  });

  test('as an operator it multiplies', () => {
    const K = operatorOf(A);
    expect(K.dim).toBe(2);
    expect([...K.matvec(Float64Array.of(1, -1))]).toEqual([1, -2]);
  });
});

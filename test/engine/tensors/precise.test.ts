import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { clone, dispose } from '../../../src/engine/tensors/memory.ts';
import { add, mul, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { lowOf, read, read64, readScalar, scalar } from '../../../src/engine/tensors/precise.ts';
import { type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** θ after `times` calls. */
function repeat(step: (inputs: Tensor[]) => Tensor[], start: Float64Array, times: number) {
  let theta = [tensor(start, [start.length])];
  for (let k = 0; k < times; k++) {
    const next = step(theta);
    dispose(theta);
    theta = next;
  }
  const end = flatten64(theta);
  dispose(theta);
  return end;
}

describe('in double precision', () => {
  test('a thousand calls of θ ← θ + 1e-12 do as a float64 loop does', () => {
    const step = compile(([theta]) => [add(theta!, 1e-12)], 'double');
    const [end] = repeat(step, Float64Array.of(1), 1000);
    step.dispose();
    let slow = 1;
    for (let k = 0; k < 1000; k++) slow += 1e-12;
    // The low part is at most 1e-9, held to 2⁻²⁵ of itself: at most 3e-17 a call, below float64's own 1e-16.
    expect(Math.abs(end! - slow)).toBeLessThan(1e-15);
    expect(Math.abs(end! - (1 + 1e-9))).toBeLessThan(1000 * 2 ** -53);
  });

  test('which in single precision leave θ where it was', () => {
    const step = compile(([theta]) => [add(theta!, 1e-12)]);
    expect(repeat(step, Float64Array.of(1), 1000)).toEqual(Float64Array.of(1));
    step.dispose();
  });

  test('any float64 crosses the boundary to 2⁻⁴⁸ of its size', () => {
    const x = rng(1).normals(1000);
    const pass = compile(([t]) => [mul(t!, 1)], 'double');
    const end = repeat(pass, x, 1);
    pass.dispose();
    // |x − hi| ≤ 2⁻²⁴ |x|, and lo holds that to 2⁻²⁴ of itself, once on the way in, once out.
    const worst = Math.max(...end.map((e, i) => Math.abs(e / x[i]! - 1)));
    expect(worst).toBeLessThan(2 ** -47);
    expect(worst).toBeGreaterThan(0);
  });

  test('a pair that has crossed once crosses unchanged ever after', () => {
    const pass = compile(([t]) => [mul(t!, 1)], 'double');
    const once = repeat(pass, rng(1).normals(1000), 1);
    expect(repeat(pass, once, 5)).toEqual(once);
    pass.dispose();
  });

  test('sums are float64: 1e8 + 1 − 1e8 is 1', () => {
    const total = compile(([t]) => [sum(t!)], 'double');
    const single = compile(([t]) => [sum(t!)]);
    const x = tensor(Float32Array.of(1e8, 1, -1e8), [3]);
    const [exact] = total([x]);
    const [rounded] = single([x]);
    expect(readScalar(exact!)).toBe(1);
    expect(readScalar(rounded!)).toBe(0);
    dispose([x, exact!, rounded!]);
    total.dispose();
    single.dispose();
  });

  test('numbers written in the function, and captured tensors small or large, are float64', () => {
    const small = tensor(Float64Array.of(0.1), [1]);
    const large = tensor(new Float64Array(300).fill(0.1), [300]);
    const f = compile(([t]) => [mul(t!, 0.1), mul(t!, small), mul(t!, sum(large))], 'double');
    const one = scalar(1);
    const out = f([one]);
    const [a, b, c] = out.map((t) => read64(t)[0]!);
    for (const value of [a!, b!, c! / 300]) expect(Math.abs(value - 0.1)).toBeLessThan(1e-15);
    dispose([...out, one, small, large]);
    f.dispose();
  });
});

describe('a tensor', () => {
  test('keeps the low part of float64 values, and shows float32', () => {
    const t = tensor(Float64Array.of(0.1, 1 / 3), [2]);
    expect(read64(t)).toEqual(Float64Array.of(0.1, 1 / 3));
    expect(read(t)).toEqual(Float32Array.of(0.1, 1 / 3));
    dispose(t);
  });

  test('of float32 values has no low part, nor has a scalar that float32 holds', () => {
    const made = [tensor(Float32Array.of(0.1), [1]), scalar(0.5), scalar(Infinity)];
    for (const t of made) expect(lowOf(t)).toBeUndefined();
    dispose(made);
  });

  test('made from a scalar that float32 cannot hold keeps the rest', () => {
    const t = scalar(0.1);
    expect(read64(t)[0]).toBe(0.1);
    expect(readScalar(t)).toBe(Math.fround(0.1));
    dispose(t);
  });

  test('and its clone have the same low part, freed apart', () => {
    const f = compile(([t]) => [mul(t!, 0.1)], 'double');
    const one = scalar(1);
    const [result] = f([one]);
    const [copy] = clone([result!]);
    const before = read64(result!);
    expect(before[0]).not.toBe(Math.fround(0.1));
    dispose(result!);
    expect(read64(copy!)).toEqual(before);
    dispose([one, copy!]);
    f.dispose();
  });
});

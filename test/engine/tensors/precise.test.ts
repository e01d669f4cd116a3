import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { clone, dispose } from '../../../src/engine/tensors/memory.ts';
import { add, mul, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { exactOf, read, read64, readScalar, scalar } from '../../../src/engine/tensors/precise.ts';
import { held, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
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
    expect(end).toBe(slow);
    expect(Math.abs(end! - (1 + 1e-9))).toBeLessThan(1000 * 2 ** -53);
  });

  test('which in single precision leave θ where it was', () => {
    const step = compile(([theta]) => [add(theta!, 1e-12)]);
    expect(repeat(step, Float64Array.of(1), 1000)).toEqual(Float64Array.of(1));
    step.dispose();
  });

  test('any float64 crosses the boundary unchanged, those beyond the range of float32 too', () => {
    const x = Float64Array.of(...rng(1).normals(1000), 1e300, -1e-300, 1e-40, Infinity, -0);
    const pass = compile(([t]) => [mul(t!, 1)], 'double');
    expect(repeat(pass, x, 5)).toEqual(x);
    pass.dispose();
  });

  test('tensors held on the engine are float64 where they are captured and where they are given', () => {
    const x = rng(2).normals(12);
    const data = held(x, [3, 4]);
    const f = compile(([t]) => [mul(t!, 2), mul(data, 2)], 'double');
    const out = f([data]);
    for (const t of out) expect(read64(t)).toEqual(x.map((xi) => 2 * xi));
    dispose([...out, data]);
    f.dispose();
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
  test('keeps float64 values, and shows float32', () => {
    const t = tensor(Float64Array.of(0.1, 1 / 3), [2]);
    expect(read64(t)).toEqual(Float64Array.of(0.1, 1 / 3));
    expect(read(t)).toEqual(Float32Array.of(0.1, 1 / 3));
    dispose(t);
  });

  test('of float32 values keeps no others, nor does a scalar that float32 holds', () => {
    const made = [tensor(Float32Array.of(0.1), [1]), scalar(0.5), scalar(Infinity)];
    for (const t of made) expect(exactOf(t)).toBeUndefined();
    dispose(made);
  });

  test('made from a scalar that float32 cannot hold keeps it', () => {
    const t = scalar(0.1);
    expect(read64(t)[0]).toBe(0.1);
    expect(readScalar(t)).toBe(0.1);
    expect(t.dataSync()[0]).toBe(Math.fround(0.1));
    dispose(t);
  });

  test('and its clone have the same exact values, freed apart', () => {
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

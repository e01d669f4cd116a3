import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { recorded } from '../../../src/engine/program/program.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { nativeBackend } from '../../../src/engine/tensors/native-backend.ts';
import {
  add,
  cast,
  greater,
  mul,
  neg,
  square,
  sub,
  tanh,
} from '../../../src/engine/tensors/operations.ts';
import { flatten } from '../../../src/engine/tensors/params.ts';
import { read } from '../../../src/engine/tensors/precise.ts';
import { type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

expectNoLeaks();

beforeAll(async () => {
  await openEngine('native');
});

/** 1 where x > least, else 0. */
const above = (x: Tensor, least: number) => cast(greater(x, least), 'float32');

const arrays = (): Params =>
  [0, 1, 2].map((k) =>
    tensor(
      Float32Array.from({ length: 12 }, (_, i) => 3 * Math.sin(1 + i + 12 * k)),
      [3, 4],
    ),
  );

/** The operations of a recorded function, and its values compiled and one by one. */
function examine(fn: (inputs: Params) => Params) {
  const inputs = arrays();
  const program = compile(fn);
  const out = program(inputs);
  const compiled = flatten(out);
  let plain = new Float32Array(0);
  scoped(() => {
    plain = read(fn(inputs)[0]!) as Float32Array<ArrayBuffer>;
    return [];
  });
  const ops = recorded(nativeBackend()!, fn, inputs).nodes.map((n) => n.op);
  dispose([...inputs, ...out]);
  program.dispose();
  return { ops, compiled, plain };
}

describe('a graph is written with fewer nodes', () => {
  test.each<[string, (inputs: Params) => Params]>([
    ['a + s (−b)', ([a, b]) => [add(a!, mul(0.3, neg(b!)))]],
    ['(−b) s + a', ([a, b]) => [add(mul(neg(b!), 0.3), a!)]],
  ])('%s is a subtraction with the same bits', (_, fn) => {
    const { ops, compiled, plain } = examine(fn);
    expect(ops).toContain('Sub');
    expect(ops).not.toContain('Neg');
    expect(compiled).toEqual(plain);
  });

  test.each<[string, (inputs: Params) => Params]>([
    ['dy (1 − tanh²)', ([dy, x]) => [mul(dy!, sub(1, square(tanh(x!))))]],
    ['(1 − tanh²) dy', ([dy, x]) => [mul(sub(1, square(tanh(x!))), dy!)]],
  ])('%s is one operation, equal to round-off', (_, fn) => {
    const { ops, compiled, plain } = examine(fn);
    expect(ops).toContain('TanhGrad');
    expect(ops).not.toContain('Square');
    for (const [i, x] of plain.entries()) expect(compiled[i]!).toBeCloseTo(x, 6);
  });

  test.each<[string, (inputs: Params) => Params]>([
    ['dy [x > 0]', ([dy, x]) => [mul(dy!, above(x!, 0))]],
    ['[x > 0] dy', ([dy, x]) => [mul(above(x!, 0), dy!)]],
  ])('%s is one operation with the same bits', (_, fn) => {
    const { ops, compiled, plain } = examine(fn);
    expect(ops).toContain('ReluGrad');
    expect(ops).not.toContain('Greater');
    expect(compiled).toEqual(plain);
  });

  test.each<[string, (inputs: Params) => Params]>([
    ['s (−b) alone', ([, b]) => [mul(0.3, neg(b!))]],
    ['dy (2 − tanh²)', ([dy, x]) => [mul(dy!, sub(2, square(tanh(x!))))]],
    ['dy (1 − x²)', ([dy, x]) => [mul(dy!, sub(1, square(x!)))]],
    ['dy [x > 1]', ([dy, x]) => [mul(dy!, above(x!, 1))]],
    ['s [x > 0]', ([, x]) => [mul(0.3, above(x!, 0))]],
    ['a (−b) + c (−b)', ([a, b, c]) => [add(mul(a!, neg(b!)), mul(c!, neg(b!)))]],
  ])('%s has the values that it says', (_, fn) => {
    const { ops, compiled, plain } = examine(fn);
    expect(ops).not.toContain('TanhGrad');
    expect(ops).not.toContain('ReluGrad');
    for (const [i, x] of plain.entries()) expect(compiled[i]!).toBeCloseTo(x, 5);
  });
});

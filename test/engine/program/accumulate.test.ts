import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { valueAndGradient } from '../../../src/engine/derivatives/autodiff.ts';
import { accumulate } from '../../../src/engine/program/accumulate.ts';
import { compile, type Precision } from '../../../src/engine/program/compile.ts';
import { block } from '../../../src/engine/tensors/block.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { add, mul, sum } from '../../../src/engine/tensors/operations.ts';
import { read64 } from '../../../src/engine/tensors/precise.ts';
import { type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

expectNoLeaks();

const ROWS = 6;
const a = Float64Array.from({ length: 3 * ROWS }, (_, i) => Math.sin(1 + i) / 3);
const w = Float64Array.of(0.3, -1.1, 0.7);

/** Runs `fn` on w, compiled or not. */
function on(fn: (w: Tensor, a: Tensor) => Params, how: Precision | 'op by op'): Float64Array[] {
  const A = tensor(a, [ROWS, 3]);
  const W = tensor(w, [3]);
  const program = compile((inputs) => fn(inputs[0]!, A), how === 'double' ? how : 'single');
  const out = how === 'op by op' ? tf.tidy(() => [...fn(W, A)]) : program([W]);
  const values = out.map((t) => read64(t));
  dispose([A, W, ...out]);
  program.dispose();
  return values;
}

/** Σ over blocks of `rows` rows of Σ (a w)², which is Σᵢⱼ (aᵢⱼ wⱼ)², and twice its half gradient. */
const squares = (w: Tensor, a: Tensor, rows: number): Tensor[] =>
  accumulate(ROWS / rows, (k) => {
    const part = block(a, k, rows);
    const of = ([q]: Params) => sum(mul(mul(part, q!), mul(part, q!)));
    const { value, gradient } = valueAndGradient(of, [w]);
    return [value, ...gradient];
  });

const weights = w.map((_, j) =>
  Array.from({ length: ROWS }, (_, i) => a[3 * i + j]! ** 2).reduce((x, y) => x + y, 0),
);
const value = (at: Float64Array) => at.reduce((s, x, j) => s + weights[j]! * x * x, 0);
const gradient = (at: Float64Array) => at.map((x, j) => 2 * weights[j]! * x);

function expectClose(
  got: Float64Array[],
  expected: readonly (number | Float64Array)[],
  to: number,
) {
  for (const [i, e] of expected.entries()) {
    for (const [j, x] of (typeof e === 'number' ? [e] : [...e]).entries()) {
      expect(Math.abs(got[i]![j]! - x) / (1 + Math.abs(x))).toBeLessThan(to);
    }
  }
}

describe.each(['native', 'wasm'] as const)('on the %s engine', (engine) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  describe.each([
    ['op by op', 1e-6],
    ['single', 1e-6],
    ...(engine === 'native' ? [['double', 1e-14] as const] : []),
  ] as const)('%s', (how, to) => {
    test.each([1, 2, 3, 6])('a sum over blocks of %i rows is the closed form', (rows) => {
      const got = on((W, A) => squares(W, A, rows), how);
      expectClose(got, [value(w), gradient(w)], to);
    });

    test('a sum may depend on an earlier one over the same blocks', () => {
      const got = on((W, A) => {
        const [, g] = squares(W, A, 2);
        const next = add(W, mul(g!, -0.25));
        const [again] = squares(next, A, 2);
        return [again!, g!];
      }, how);
      const next = w.map((x, j) => x - 0.25 * gradient(w)[j]!);
      expectClose(got, [value(next), gradient(w)], to);
    });

    test('sums of different length stand side by side', () => {
      const got = on((W, A) => [squares(W, A, 3)[0]!, squares(W, A, 2)[0]!], how);
      expectClose(got, [value(w), value(w)], to);
    });
  });
});

describe('a compiled sum', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  const sizeOf = (fn: (w: Tensor, a: Tensor) => Params): number => {
    const A = tensor(a, [ROWS, 3]);
    const W = tensor(w, [3]);
    const program = compile((inputs) => fn(inputs[0]!, A));
    try {
      dispose(program([W]));
      return program.size();
    } finally {
      dispose([A, W]);
      program.dispose();
    }
  };

  test('is one loop, however many terms it has', () => {
    const six = sizeOf((W, A) => squares(W, A, 1));
    expect(sizeOf((W, A) => squares(W, A, 2))).toBe(six);
  });

  test('shares its loop with another over the same terms', () => {
    const one = sizeOf((W, A) => squares(W, A, 2));
    const two = sizeOf((W, A) => [...squares(W, A, 2), ...squares(mul(W, 2), A, 2)]);
    const apart = sizeOf((W, A) => [...squares(W, A, 2), ...squares(mul(W, 2), A, 3)]);
    expect(two).toBeLessThan(apart);
    expect(two).toBeLessThan(2 * one);
  });

  test('refuses what would be wrong', () => {
    const nested = (W: Tensor, A: Tensor) =>
      accumulate(2, () => accumulate(3, (k) => [mul(block(A, k, 2), W)]));
    expect(() => sizeOf(nested)).not.toThrow();
    const crossed = (W: Tensor, A: Tensor) =>
      accumulate(2, (j) => accumulate(3, (k) => [mul(block(A, k, 2), block(W, j, 1))]));
    expect(() => sizeOf(crossed)).toThrow('a sum stands inside another');
    let leaked: Tensor | undefined;
    const escaping = (W: Tensor, A: Tensor) => {
      accumulate(3, (k) => [(leaked = mul(block(A, k, 2), W))]);
      return [leaked!];
    };
    expect(() => sizeOf(escaping)).toThrow('used outside its loop');
    expect(() =>
      tf.tidy(() =>
        valueAndGradient(([q]) => squares(q!, tf.ones([ROWS, 3]), 2)[0]!, [tf.ones([3])]),
      ),
    ).toThrow('cannot differentiate an accumulated sum');
  });
});

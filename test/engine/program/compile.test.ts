import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { nativeBackend } from '../../../src/engine/tensors/native-backend.ts';
import { add, exp, gather, mul, sub, tanh } from '../../../src/engine/tensors/operations.ts';
import { flatten, unflatten } from '../../../src/engine/tensors/params.ts';
import { read, scalar } from '../../../src/engine/tensors/precise.ts';
import { indices, type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { initial, smallProblem } from '../../support/small-training.ts';

expectNoLeaks();

/** TensorFlow sessions now open. */
const sessions = () =>
  (nativeBackend() as unknown as { getNumOfSavedModels(): number }).getNumOfSavedModels();

/** What the lab compiles, as pure functions of θ, a direction v and the rows of a batch. */
const functions: readonly (readonly [
  string,
  (o: Objective, theta: Params, v: Params, rows: Tensor) => Tensor[],
])[] = [
  ['a gradient', (o, theta) => o.gradient(theta).gradient],
  ['a Hessian–vector product', (o, theta, v) => o.hvp(theta, v)],
  [
    'a GD step',
    (o, theta) => o.gradient(theta).gradient.map((g, i) => sub(theta[i]!, mul(g, 0.3))),
  ],
  [
    'an SGD step',
    (o, theta, _, rows) =>
      o.gradient(theta, rows).gradient.map((g, i) => sub(theta[i]!, mul(g, 0.3))),
  ],
];

describe.each(['native', 'wasm'] as const)('on the %s engine', (engine) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  test.each(functions)('%s compiled equals itself run op by op', (_, f) => {
    const { objective, dispose: free } = smallProblem();
    const { shapes } = objective;
    const k = shapes.length;
    const whole = (inputs: Params) =>
      f(objective, inputs.slice(0, k), inputs.slice(k, 2 * k), inputs[2 * k]!);
    const compiled = compile(whole);
    const theta = Float32Array.from(initial());
    const direction = theta.map((_, i) => Math.cos(i));
    const inputs = [
      ...unflatten(theta, shapes),
      ...unflatten(direction, shapes),
      indices(Int32Array.of(4, 0, 9, 4)),
    ];
    const eager = scoped(() => flatten(whole(inputs)));
    for (let call = 0; call < 2; call++) {
      const results = compiled(inputs);
      // Sums of at most 24 terms in another order: a few times 2⁻²⁴.
      expect(relativeError(flatten(results), eager)).toBeLessThan(1e-6);
      dispose(results);
    }
    expect(compiled.size() > 0).toBe(engine === 'native');
    dispose(inputs);
    compiled.dispose();
    free();
  });
});

describe('a compiled function', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  /** The values of a function at vectors. */
  const at = (f: (inputs: Params) => Tensor[], ...vectors: number[][]): Float32Array =>
    scoped(() => flatten(f(vectors.map((v) => tensor(Float32Array.from(v), [v.length])))));

  test('is recorded once for each shape', () => {
    let recorded = 0;
    const before = sessions();
    const f = compile(([x]) => {
      recorded++;
      return [mul(x!, 2)];
    });
    expect(at(f, [1, 2])).toEqual(Float32Array.of(2, 4));
    expect(at(f, [3, 4])).toEqual(Float32Array.of(6, 8));
    expect([recorded, sessions() - before]).toEqual([1, 1]);
    expect(at(f, [1, 2, 3])).toEqual(Float32Array.of(2, 4, 6));
    expect([recorded, sessions() - before]).toEqual([2, 2]);
    f.dispose();
  });

  test('is empty once disposed', () => {
    const f = compile(([x]) => [mul(x!, 2)]);
    at(f, [1]);
    expect(f.size()).toBeGreaterThan(0);
    f.dispose();
    expect(f.size()).toBe(0);
  });

  test('takes row numbers as inputs that change from call to call', () => {
    const f = compile(([x, rows]) => [gather(x!, rows!)]);
    for (const rows of [
      [2, 0],
      [1, 1],
      [0, 2, 1],
    ]) {
      scoped(() => {
        const x = tensor(Float32Array.of(10, 20, 30), [3]);
        const [picked] = f([x, indices(Int32Array.from(rows))]);
        expect(read(picked!)).toEqual(Float32Array.from(rows, (row) => 10 * (row + 1)));
      });
    }
    f.dispose();
  });

  test('may return an input, the same result twice, and a constant', () => {
    const f = compile(([x]) => {
      const y = add(x!, 1);
      return [x!, y, y, scalar(7)];
    });
    expect(at(f, [1])).toEqual(Float32Array.of(1, 2, 2, 7));
    expect(at(f, [5])).toEqual(Float32Array.of(5, 6, 6, 7));
    f.dispose();
  });

  test('computes once what is written twice', () => {
    const once = compile(([x]) => {
      const t = tanh(exp(x!));
      return [mul(t, t)];
    });
    const twice = compile(([x]) => [mul(tanh(exp(x!)), tanh(exp(x!)))]);
    expect(at(twice, [0.3])).toEqual(at(once, [0.3]));
    expect(twice.size()).toBe(once.size());
    once.dispose();
    twice.dispose();
  });

  test('may have no results', () => {
    const nothing = compile(([a]) => (a!.shape[0] === 2 ? [] : [a!]));
    const two = tensor(Float32Array.of(1, 2), [2]);
    expect([nothing([two]), nothing([two])]).toEqual([[], []]);
    nothing.dispose();
    dispose([two]);
  });

  test('leaves out what no result depends on', () => {
    const lean = compile(([x]) => [tanh(x!)]);
    const idle = compile(([x]) => {
      exp(mul(x!, x!));
      return [tanh(x!)];
    });
    at(lean, [1]);
    at(idle, [1]);
    expect(idle.size()).toBe(lean.size());
    lean.dispose();
    idle.dispose();
  });

  test('called inside another is recorded in line, with no session of its own', () => {
    const before = sessions();
    const inner = compile(([x]) => [tanh(x!)]);
    const outer = compile(([x]) => inner([mul(inner([x!])[0]!, 3)]));
    expect(relativeError(at(outer, [0.4]), [Math.tanh(3 * Math.tanh(0.4))])).toBeLessThan(1e-6);
    expect(sessions() - before).toBe(1);
    expect(inner.size()).toBe(0);
    outer.dispose();
    inner.dispose();
  });

  test('refuses to read a value that changes between calls, and leaves the engine whole', () => {
    const f = compile(([x]) => [mul(x!, read(mul(x!, 2))[0]!)]);
    expect(() => at(f, [1])).toThrow(
      'cannot compile; the function reads a value that changes between calls',
    );
    f.dispose();
    const g = compile(([x]) => [mul(x!, 2)]);
    expect(at(g, [1])).toEqual(Float32Array.of(2));
    g.dispose();
  });

  test('refuses an element type that a graph cannot hold', () => {
    const f = compile(([x]) => [x!, tf.tensor(['a'])]);
    expect(() => at(f, [1])).toThrow(
      'cannot compile; element type not float32, int32 or bool: string',
    );
    f.dispose();
  });
});

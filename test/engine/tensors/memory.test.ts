import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import { gradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { clone, dispose, keep, live, scoped } from '../../../src/engine/tensors/memory.ts';
import { add, mul } from '../../../src/engine/tensors/operations.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { exactOf, read, read64, readScalar, scalar } from '../../../src/engine/tensors/precise.ts';
import type { Tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { initial, smallProblem, withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Resident memory after a collection, in bytes. */
function resident(): number {
  collect();
  return process.memoryUsage().rss;
}

/**
 * Seen from step 40,000 to 320,000: 0. A leak of 1 kB a step (a tensor and its handle) makes 20 MB in 20,000;
 * the rest is room for the JavaScript heap, which grows with the calls of a thousand steps until then.
 */
const FLAT = 8 * 2 ** 20;

describe('after warm-up memory is flat', () => {
  test('over 20,000 compiled steps of gradient descent', () => {
    const { objective, dispose: free } = smallProblem();
    withWeights(initial(), objective.shapes, (theta) => {
      const seen: { tensors: number; handles: number; rss: number }[] = [];
      for (const { step } of integrate(gradientDescent(objective, 0.1), theta, { steps: 80000 })) {
        if (step % 20000 === 0) seen.push({ ...live(), rss: resident() });
      }
      const [before, after] = seen.slice(-2) as [(typeof seen)[0], (typeof seen)[0]];
      expect(after.tensors).toBe(before.tensors);
      expect(after.handles).toBe(before.handles);
      // A leak grows in each of them, what allocators keep in some.
      const grown = seen.slice(1).map(({ rss }, i) => rss - seen[i]!.rss);
      expect(Math.min(...grown)).toBeLessThan(FLAT);
    });
    free();
  });

  test.each(['single', 'double'] as const)(
    'over 1,000 Hessian–vector products in %s precision',
    (precision) => {
      const { objective, dispose: free } = smallProblem();
      const k = objective.shapes.length;
      const hvp = compile((both) => objective.hvp(both.slice(0, k), both.slice(k)), precision);
      withWeights(initial(), objective.shapes, (theta) => {
        const v = unflatten(initial(5), objective.shapes);
        const repeat = (times: number) => {
          for (let i = 0; i < times; i++) dispose(hvp([...theta, ...v]));
          return { ...live(), rss: resident() };
        };
        const before = repeat(300);
        const after = repeat(1000);
        expect(after.tensors).toBe(before.tensors);
        expect(after.handles).toBe(before.handles);
        expect(after.rss - before.rss).toBeLessThan(FLAT);
        dispose(v);
      });
      hvp.dispose();
      free();
    },
  );

  test('over 100 compiled functions made and disposed', () => {
    const cycle = (times: number) => {
      for (let i = 0; i < times; i++) {
        const f = compile(([x]) => [mul(x!, i)]);
        const x = scalar(2);
        const [y] = f([x]);
        expect(readScalar(y!)).toBe(2 * i);
        dispose([x, y!]);
        f.dispose();
      }
      return { ...live(), rss: resident() };
    };
    const before = cycle(50);
    const after = cycle(100);
    expect(after.tensors).toBe(before.tensors);
    expect(after.rss - before.rss).toBeLessThan(FLAT);
  });
});

/** 0.1 x in double precision: a tensor whose exact values are a tensor too. */
function precise<T>(body: (tenth: (x: Tensor) => Tensor) => T): T {
  const f = compile(([x]) => [mul(x!, 0.1)], 'double');
  try {
    return body((x) => f([x])[0]!);
  } finally {
    f.dispose();
  }
}

describe('scoped', () => {
  test('frees what its body makes, and keeps what it returns', () => {
    const before = live().tensors;
    const sum = scoped(() => add(scalar(1), scalar(2)));
    expect(live().tensors - before).toBe(1);
    expect(readScalar(sum)).toBe(3);
    dispose(sum);
  });

  test('keeps tensors inside lists and objects', () => {
    const before = live().tensors;
    const { a, list } = scoped(() => ({ a: scalar(1), list: [scalar(2), scalar(3)], note: 'x' }));
    expect(live().tensors - before).toBe(3);
    dispose([a, ...list]);
  });

  test('passes numbers and typed arrays through', () => {
    expect(scoped(() => readScalar(scalar(4)))).toBe(4);
    expect(scoped(() => read(scalar(0.5)))).toEqual(Float32Array.of(0.5));
    expect(scoped(() => undefined)).toBe(undefined);
  });

  test('keeps the exact values of what it returns, and frees the others', () => {
    precise((tenth) => {
      const before = live().tensors;
      const { result } = scoped(() => {
        const one = scalar(1);
        tenth(one);
        return { result: tenth(one) };
      });
      expect(live().tensors - before).toBe(2);
      expect(Math.abs(read64(result)[0]! - 0.1)).toBeLessThan(1e-16);
      dispose(result);
    });
  });

  test('frees what its body made before it threw', () => {
    const before = live().tensors;
    expect(() =>
      scoped(() => {
        scalar(1);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(live().tensors).toBe(before);
  });
});

test('keep lets a tensor and its exact values outlive the scope', () => {
  precise((tenth) => {
    let kept: Tensor | undefined;
    scoped(() => {
      kept = keep(tenth(scalar(1)));
    });
    expect(Math.abs(read64(kept!)[0]! - 0.1)).toBeLessThan(1e-16);
    dispose(kept!);
  });
});

test('keep of a tensor without others keeps just it', () => {
  const before = live().tensors;
  const kept = scoped(() => {
    const t = keep(scalar(2));
    expect(exactOf(t)).toBeUndefined();
    return [t];
  });
  expect(live().tensors - before).toBe(1);
  dispose(kept);
});

test('dispose frees lists with their exact values, and twice is harmless', () => {
  precise((tenth) => {
    const one = scalar(1);
    const before = live().tensors;
    const list = [tenth(one), tenth(one)];
    expect(live().tensors - before).toBe(4);
    dispose(list);
    dispose(list);
    expect(live().tensors).toBe(before);
    dispose(one);
  });
});

test('a clone lives on when the original is freed', () => {
  const original = scalar(2);
  const [copy] = clone([original]);
  dispose(original);
  expect(readScalar(copy!)).toBe(2);
  dispose(copy!);
});

import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { mul, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten } from '../../../src/engine/tensors/params.ts';
import { readScalar, scalar } from '../../../src/engine/tensors/precise.ts';
import { type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** The values of a function at a vector. */
const at = (f: (inputs: Params) => Tensor[], x: number[]): Float32Array =>
  scoped(() => flatten(f([tensor(Float32Array.from(x), [x.length])])));

describe('a compiled function that reaches for a tensor from outside', () => {
  test('copies one of at most 256 entries into the graph, so that it may be freed', () => {
    const outside = tensor(new Float32Array(256).fill(3), [256]);
    const f = compile(([x]) => [mul(sum(outside), x!)]);
    expect(at(f, [1])).toEqual(Float32Array.of(768));
    dispose(outside);
    expect(at(f, [2])).toEqual(Float32Array.of(1536));
    f.dispose();
  });

  test('feeds a larger one at each call, so that it must stay alive', () => {
    const outside = tensor(new Float32Array(257).fill(3), [257]);
    const f = compile(([x]) => [mul(sum(outside), x!)]);
    expect(at(f, [1])).toEqual(Float32Array.of(771));
    dispose(outside);
    expect(() => at(f, [1])).toThrow(
      'cannot run; a tensor that the compiled function needs has been freed',
    );
    f.dispose();
  });

  test('keeps the one it met when it was recorded', () => {
    const [first, second] = [3, 5].map((c) => tensor(new Float32Array(300).fill(c), [300]));
    let outside = first!;
    const f = compile(([x]) => [mul(sum(outside), x!)]);
    expect(at(f, [1])).toEqual(Float32Array.of(900));
    outside = second!;
    expect(at(f, [1])).toEqual(Float32Array.of(900));
    expect(at(f, [1, 1])).toEqual(Float32Array.of(1500, 1500));
    dispose([first!, second!]);
    f.dispose();
  });

  test('tells it from an input that happens to be the same tensor', () => {
    const both = scalar(2);
    const f = compile(([x]) => [mul(x!, both)]);
    const results = [...f([both])];
    const three = scalar(3);
    results.push(...f([three]));
    expect(results.map(readScalar)).toEqual([4, 6]);
    dispose([...results, both, three]);
    f.dispose();
  });
});

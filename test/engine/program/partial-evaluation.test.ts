import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { partialEvaluation } from '../../../src/engine/program/partial-evaluation.ts';
import { dispose, live } from '../../../src/engine/tensors/memory.ts';
import { add, exp, mul, sum, tanh } from '../../../src/engine/tensors/operations.ts';
import { read64 } from '../../../src/engine/tensors/precise.ts';
import { type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { counted } from '../../support/counted.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

expectNoLeaks();

const values = (k: number) => Float64Array.from({ length: 4 }, (_, i) => Math.sin(1 + i + 4 * k));

/** [tanh(a)² v, Σ e^a, v] of a fixed [a] and a given [v]: a mix, something of [a] alone, something of [v] alone. */
const mixed = ([a]: Params, [v]: Params): Tensor[] => [
  mul(mul(tanh(a!), tanh(a!)), v!),
  sum(exp(a!)),
  v!,
];
const truth = (a: Float64Array, v: Float64Array) => [
  [...a].map((x, i) => Math.tanh(x) ** 2 * v[i]!),
  [[...a].reduce((s, x) => s + Math.exp(x), 0)],
  [...v],
];

function taken(tensors: readonly Tensor[]): number[][] {
  const out = tensors.map((t) => [...read64(t)]);
  dispose(tensors);
  return out;
}

describe.each([
  { engine: 'native', precision: 'single', to: 6 },
  { engine: 'native', precision: 'double', to: 13 },
  { engine: 'wasm', precision: 'single', to: 6 },
] as const)(
  'a partially evaluated function on the $engine engine in $precision precision',
  (how) => {
    beforeAll(async () => {
      await openEngine(how.engine);
    });
    const exact = (x: Float64Array) => (how.precision === 'double' ? x : x.map(Math.fround));

    test('equals the function, at each fixed argument and for each given one', () => {
      const partial = partialEvaluation(mixed, how.precision);
      const fixed = [0, 1].map((k) => [tensor(values(k), [4])]);
      const placed = fixed.map((a) => partial.at(a));
      for (const k of [2, 3]) {
        const v = tensor(values(k), [4]);
        for (const [i, at] of placed.entries()) {
          const found = taken(at([v]));
          const expected = truth(exact(values(i)), exact(values(k)));
          for (const [j, part] of expected.entries())
            for (const [n, x] of part.entries()) expect(found[j]![n]!).toBeCloseTo(x, how.to);
        }
        dispose(v);
      }
      for (const at of placed) at.dispose();
      partial.dispose();
      dispose(fixed.flat());
    });

    test.each(['kept', 'anew'] as const)(
      'of each entry of lists has the bits of single calls: %s',
      (keeping) => {
        const partial = partialEvaluation(mixed, how.precision, keeping);
        const a = tensor(values(0), [4]);
        const at = partial.at([a]);
        for (const turns of [3, 1]) {
          const vs = Array.from({ length: turns }, (_, k) => exact(values(1 + k)));
          const single = vs.map((v) => {
            const entry = tensor(v, [4]);
            const found = taken(at([entry]));
            dispose(entry);
            return found;
          });
          const list = tensor(Float64Array.from(vs.flatMap((v) => [...v])), [turns, 4]);
          const found = taken(at.each([list]));
          dispose(list);
          expect(found).toEqual([0, 1, 2].map((j) => single.flatMap((results) => results[j]!)));
        }
        at.dispose();
        partial.dispose();
        dispose(a);
      },
    );
  },
);

test('a graph around a function needs the native engine', async () => {
  await openEngine('wasm');
  const partial = partialEvaluation(mixed);
  const v = tensor(values(0), [4]);
  expect(() => partial.at([v]).around((fn) => fn, [v], [v], [])).toThrow(
    'a graph around a function needs the native engine',
  );
  partial.dispose();
  dispose(v);
});

describe('a partially evaluated function', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  const countRuns = async (body: () => void): Promise<number> => (await counted(body)).calls;

  test('runs what depends on the fixed argument once, and frees it', async () => {
    const partial = partialEvaluation(mixed);
    const a = tensor(values(0), [4]);
    const v = tensor(values(2), [4]);
    const at = partial.at([a]);
    const before = live().tensors;
    expect(await countRuns(() => taken(at([v])))).toBe(2);
    // tanh(a)² and Σ e^a.
    expect(live().tensors).toBe(before + 2);
    for (let k = 0; k < 3; k++) expect(await countRuns(() => taken(at([v])))).toBe(1);
    at.dispose();
    expect(live().tensors).toBe(before);
    dispose([a, v]);
    partial.dispose();
  });

  test('of which nothing depends on the fixed argument alone has one stage', async () => {
    const partial = partialEvaluation(([a], [v]) => [add(a!, v!)]);
    const a = tensor(values(0), [4]);
    const at = partial.at([a]);
    expect(await countRuns(() => taken(at([a])))).toBe(1);
    at.dispose();
    partial.dispose();
    dispose(a);
  });

  test('inside a compiled function is recorded with it', () => {
    const partial = partialEvaluation(mixed);
    const a = tensor(values(0), [4]);
    const whole = compile(([v]) => partial.at([a])([v!]));
    const v = tensor(values(2), [4]);
    const found = taken(whole([v]));
    expect(found[1]![0]!).toBeCloseTo(truth(values(0), values(2))[1]![0]!, 5);
    whole.dispose();
    partial.dispose();
    dispose([a, v]);
  });
});

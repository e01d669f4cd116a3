import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { type Node, type Ref, typeOf } from '../../../src/engine/graph/graph.ts';
import { mergeMatMuls } from '../../../src/engine/graph/merge-matmuls.ts';
import { compile, type Precision } from '../../../src/engine/program/compile.ts';
import { scoped } from '../../../src/engine/tensors/memory.ts';
import { add, matMul } from '../../../src/engine/tensors/operations.ts';
import { read64 } from '../../../src/engine/tensors/precise.ts';
import { type Params, tensor } from '../../../src/engine/tensors/tensor.ts';
import { relativeError } from '../../support/networks-and-losses.ts';

beforeAll(async () => {
  await openEngine('native');
});

const ref = (node: string, shape: readonly number[]): Ref => ({
  node,
  output: 0,
  type: 'float32',
  shape,
});
const input = (name: string): Node => ({ name, op: 'Placeholder', inputs: [], attributes: {} });

/** A [300, 300] times B [300, 4], or Aᵀ times it. */
const product = (name: string, right: string, transpose = false, left = 'A'): Node => ({
  name,
  op: 'MatMul',
  inputs: [ref(left, [300, 300]), ref(right, [300, 4])],
  attributes: {
    T: typeOf('float32'),
    transpose_a: { kind: 'bool', value: transpose },
    transpose_b: { kind: 'bool', value: false },
  },
});

const products = (nodes: readonly Node[]) => nodes.filter((n) => n.op === 'MatMul').length;

test('products with one large left factor become one product', () => {
  const nodes = [
    input('A'),
    input('B'),
    input('C'),
    input('D'),
    product('AB', 'B'),
    product('AC', 'C'),
    product('AD', 'D'),
  ];
  const outputs = ['AB', 'AC', 'AD'].map((name) => ref(name, [300, 4]));
  const wide = mergeMatMuls(nodes, outputs);
  expect(products(wide.nodes)).toBe(1);
  expect(wide.outputs.map((r) => r.output)).toEqual([0, 1, 2]);
});

test('products stay apart where one needs the other, the factors differ, or the left one is small', () => {
  const chain = [input('A'), input('B'), product('AB', 'B'), product('AAB', 'AB')];
  expect(products(mergeMatMuls(chain, []).nodes)).toBe(2);
  const transposed = [
    input('A'),
    input('B'),
    input('C'),
    product('AB', 'B'),
    product('AtC', 'C', true),
  ];
  expect(products(mergeMatMuls(transposed, []).nodes)).toBe(2);
  const small: Node[] = ['B', 'C'].map((right) => ({
    ...product(`A${right}`, right),
    inputs: [ref('A', [30, 30]), ref(right, [30, 4])],
  }));
  expect(products(mergeMatMuls([input('A'), input('B'), input('C'), ...small], []).nodes)).toBe(2);
});

test('two groups that need each other are left as they are', () => {
  // AB → EB′ and EC → AC′: joining both pairs would need each before the other.
  const nodes = [
    ...['A', 'E', 'B', 'C'].map(input),
    product('AB', 'B'),
    product('EC', 'C', false, 'E'),
    product('EAB', 'AB', false, 'E'),
    product('AEC', 'EC'),
  ];
  const outputs = ['EAB', 'AEC'].map((name) => ref(name, [300, 4]));
  const wide = mergeMatMuls(nodes, outputs);
  expect(products(wide.nodes)).toBe(4);
  expect(wide.outputs).toEqual(outputs);
});

test.each(['single', 'double'] as const)(
  'joined products have the values of single ones in %s precision',
  (precision: Precision) => {
    const [n, m, k] = [400, 300, 5];
    const random = rng(1);
    const values = [n * m, m * k, m * k, n * k].map((size, i) => random.fork('x', i).normals(size));
    const f = ([A, B, C, D]: Params) => [
      matMul(A!, B!),
      add(matMul(A!, C!), 1),
      matMul(A!, D!, { transposeA: true }),
    ];
    const joined = compile(f, precision);
    scoped(() => {
      const inputs = [
        [n, m],
        [m, k],
        [m, k],
        [n, k],
      ].map((shape, i) => tensor(values[i]!, shape));
      const found = joined(inputs).map(read64);
      const at = (matrix: number, row: number, column: number, columns: number) =>
        values[matrix]![row * columns + column]!;
      const truth = [1, 2].map((right) =>
        Float64Array.from({ length: n * k }, (_, e) => {
          let sum = right - 1;
          for (let j = 0; j < m; j++)
            sum += at(0, Math.floor(e / k), j, m) * at(right, j, e % k, k);
          return sum;
        }),
      );
      for (const [i, t] of truth.entries()) {
        expect(relativeError(found[i]!, t)).toBeLessThan(precision === 'double' ? 1e-13 : 1e-6);
      }
      return [];
    });
    joined.dispose();
  },
);

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { scoped } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { indices } from '../../../src/engine/tensors/tensor.ts';
import { cnn } from '../../../src/problems/networks/cnn.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import type { Network } from '../../../src/problems/networks/network.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { check } from '../../support/derivative-audit.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { cases, relativeError } from '../../support/networks-and-losses.ts';

expectNoLeaks();
beforeAll(async () => {
  await openEngine('native');
});

/** What bench/peers/layers.py wrote. */
interface Recorded {
  readonly x: readonly number[];
  readonly labels: readonly number[];
  readonly weights: readonly number[];
  readonly outputs: readonly number[];
  readonly gradient: readonly number[];
}
const { networks } = JSON.parse(readFileSync(new URL('pytorch.json', import.meta.url), 'utf8')) as {
  readonly networks: Readonly<Record<string, Recorded>>;
};

const dense = { inputs: 6, hidden: [5, 5, 5], outputs: 3 };
const twins: Readonly<Record<string, Network>> = {
  residual: mlp({ ...dense, activation: 'tanh', residual: true }),
  'layer norm': mlp({ ...dense, activation: 'gelu', normalisation: 'layer' }),
  'residual, layer norm': mlp({
    ...{ ...dense, activation: 'softplus', residual: true, normalisation: 'layer' },
  }),
  'stride 2': cnn({
    ...{ input: [5, 4, 2], channels: [2, 3], outputs: 3, activation: 'tanh', stride: 2 },
  }),
};

test.each(Object.entries(twins))('%s: outputs and gradient are those of PyTorch', (name, net) => {
  const { x, labels, weights, outputs, gradient } = networks[name]!;
  const data = { x: Float64Array.from(x), labels: Int32Array.from(labels) };
  const on = problem(net, 'cross-entropy', data, 3, 'double');
  const both = compile(([rows, ...theta]) => {
    return [on.outputs(theta, rows!), ...on.objective.gradient(theta).gradient];
  }, 'double');
  scoped(() => {
    const theta = unflatten(Float64Array.from(weights), net.shapes);
    const [f, ...g] = both([indices(Int32Array.of(0, 1, 2, 3)), ...theta]);
    // Sums of some hundred products in float64, by two libraries.
    expect(relativeError(flatten64([f!]), outputs)).toBeLessThan(1e-13);
    expect(relativeError(flatten64(g), gradient)).toBeLessThan(1e-13);
    return [];
  });
  both.dispose();
  on.dispose();
});

const further = cases.filter(
  ({ twin: { residual, normalisation, stride } }) => residual ?? normalisation ?? stride,
);

describe('in double precision', () => {
  test.each(further)('derivatives equal the float64 oracle: $name', (c) => {
    check(c, 'double', 1e-12, 1e-11, 1e-12);
  });
});

test('gains begin at 1, biases at 0, and weights as without normalisation', () => {
  const normed = twins['layer norm']!.init(rng(2));
  const bare = mlp({ ...dense, activation: 'gelu' }).init(rng(2));
  const isOf = (kind: number) => (_: unknown, i: number) => i < 12 && i % 4 === kind;
  expect(normed.filter(isOf(2)).map(([...w]) => w)).toEqual(Array(3).fill([1, 1, 1, 1, 1]));
  expect(normed.filter(isOf(3)).map(([...w]) => w)).toEqual(Array(3).fill([0, 0, 0, 0, 0]));
  expect(normed.filter((_, i) => i >= 12 || i % 4 < 2)).toEqual(bare);
});

test('labels say what a network has', () => {
  expect(Object.values(twins).map(({ label }) => label)).toEqual([
    'MLP 6-5-5-5-3 tanh, residual',
    'MLP 6-5-5-5-3 gelu, layer norm',
    'MLP 6-5-5-5-3 softplus, residual, layer norm',
    'CNN 5×4×2, 2-3 channels of stride 2, tanh',
  ]);
});

test('what cannot be is refused', () => {
  const options = { inputs: 6, outputs: 3, activation: 'tanh' } as const;
  expect(() => mlp({ ...options, hidden: [4, 5], residual: true })).toThrow(
    'invalid hidden; a residual network needs two or more of one width: 4, 5',
  );
  expect(() => mlp({ ...options, hidden: [4], normalisation: 'layer', bias: false })).toThrow(
    'invalid bias; layer normalisation has biases of its own: false',
  );
});

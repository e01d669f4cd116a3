import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { cnn } from '../../../src/problems/networks/cnn.ts';
import { linear, mlp } from '../../../src/problems/networks/mlp.ts';
import type { Network } from '../../../src/problems/networks/network.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const made: readonly (readonly [string, (bias: boolean) => Network, label: string, number])[] = [
  ['linear', (bias) => linear({ inputs: 12, outputs: 3, bias }), 'linear 12-3', 1],
  [
    'mlp',
    (bias) => mlp({ inputs: 12, hidden: [5, 4], outputs: 1, activation: 'tanh', bias }),
    'MLP 12-5-4-1 tanh',
    3,
  ],
  [
    'mlp, ntk',
    (bias) =>
      mlp({
        inputs: 12,
        hidden: [5],
        outputs: 3,
        activation: 'gelu',
        parametrisation: 'ntk',
        bias,
      }),
    'MLP 12-5-3 gelu',
    2,
  ],
  [
    'cnn',
    (bias) => cnn({ input: [4, 3, 1], channels: [2], outputs: 3, activation: 'softplus', bias }),
    'CNN 4×3×1, 2 channels, softplus',
    2,
  ],
];

describe.each(made)(
  'without biases a network is the one with biases of 0: %s',
  (_, of, label, layers) => {
    const [bare, full] = [of(false), of(true)];
    const arrays = bare.init(rng(4));

    test('from the same seed it has the same weights, and no other', () => {
      expect(arrays).toEqual(full.init(rng(4)).filter((_, i) => i % 2 === 0));
      expect(bare.shapes).toEqual(full.shapes.filter(({ length }) => length === 2));
      expect(bare.shapes).toHaveLength(layers);
      expect(bare.parameters).toBe(arrays.reduce((sum, { length }) => sum + length, 0));
      expect([full.label, bare.label]).toEqual([label, `${label} without biases`]);
    });

    test('it has the same outputs, and the same gradient in the weights that it has', () => {
      const k = full.shapes.at(-1)![0]!;
      const n = 6;
      const data = {
        x: Float32Array.from(rng(1).normals(12 * n)),
        values: Float64Array.from(rng(2).normals(k * n)),
      };
      const read = (tensors: readonly Tensor[]) => {
        const values = tensors.map((t) => [...t.dataSync()]);
        dispose(tensors);
        return values;
      };
      const at = (net: Network) => {
        const on = problem(net, 'squared-error', data, k);
        const theta = net.init(rng(4)).map((w, i) => tensor(w, net.shapes[i]!));
        const { value, gradient } = on.objective.gradient(theta);
        const found = [read([value]), read(gradient)] as const;
        dispose(theta);
        on.dispose();
        return found;
      };
      const [[value, gradient], [fullValue, fullGradient]] = [at(bare), at(full)];
      expect(value).toEqual(fullValue);
      expect(gradient).toEqual(fullGradient.filter((_, i) => i % 2 === 0));
    });
  },
);

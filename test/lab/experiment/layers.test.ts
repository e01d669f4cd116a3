import { expect, test } from 'vitest';
import { networkSize } from '../../../src/lab/costs/network-size.ts';
import { networkSources } from '../../../src/lab/spec/network.ts';
import { base, errorOf } from '../../support/experiment-error.ts';
import { only, specsOf } from '../../support/standard-experiment.ts';

const descent = 'methods: [{ method: gradient-descent, rate: 0.1 }]\n';

test('what is meant without the keys is left out of a spec', () => {
  const meant = 'network: [{ residual: false, normalisation: none }, { kind: cnn, stride: 1 }]';
  expect(specsOf(descent + meant)).toEqual(specsOf(`${descent}network: [mlp, cnn]`));
});

test('each has its source, and its size', () => {
  const { network, data } = only(
    `${descent}network: { hidden: [8, 8], residual: true, normalisation: layer }`,
  );
  expect(networkSources(network)).toEqual(['he2016', 'ba2016']);
  expect(networkSize({ network, data }).weights).toBe(784 * 8 + 8 + 8 * 8 + 8 + 8 * 10 + 10 + 32);
  const strided = only(`${descent}network: { kind: cnn, channels: [2, 2, 2, 2, 2], stride: 2 }`);
  expect(networkSources(strided.network)).toEqual(['lecun1998', 'springenberg2015']);
  // 28 → 14 → 7 → 4 → 2 → 1 pixels.
  expect(networkSize(strided).weights).toBe(20 + 4 * 38 + 2 * 10 + 10);
});

test.each([
  [
    'network: { residual: true, hidden: [16, 8] }',
    'network.residual needs two or more hidden layers of one width, got [16, 8]: give hidden: [32, 32], or drop it',
  ],
  [
    'network: { residual: [true, false], hidden: [[16, 16], [16]] }',
    'network.residual needs two or more hidden layers of one width, got [16]',
  ],
  [
    'network: { normalisation: layer, bias: false }',
    'network.bias is false, and layer normalisation has biases of its own: drop one of them',
  ],
  ['network: { normalisation: batch }', 'unknown normalisation "batch" in'],
  ['network: { stride: 3, kind: cnn }', 'give 1, with pooling, or 2, in its place'],
  [
    'network: { kind: cnn, residual: true }',
    'network.residual is not used by kind cnn: drop it, or choose kind: mlp',
  ],
  [
    'network: { kind: linear, normalisation: layer }',
    'network.normalisation is not used by kind linear',
  ],
  [
    'network: { stride: 2 }',
    'network.stride is not used by kind mlp: drop it, or choose kind: cnn',
  ],
])('%s is refused', (text, says) => {
  expect(errorOf(base + text)).toContain(says);
});

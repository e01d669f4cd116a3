import { expect, test } from 'vitest';
import { axesOf } from '../../../src/lab/experiment/spec-axes.ts';
import { base, errorOf, method } from '../../support/experiment-error.ts';
import { descent, parse } from '../../support/standard-experiment.ts';

test('a toy problem has the keys of its own, without network and loss', () => {
  const { specs } = parse(
    `${descent}data: { name: quadratic, eigenvalues: [[1, 2], [3]] }\nseeds: 1`,
  );
  expect(specs.map(({ data, network, loss }) => ({ data, network, loss }))).toEqual([
    { data: { name: 'quadratic', eigenvalues: [1, 2] } },
    { data: { name: 'quadratic', eigenvalues: [3] } },
  ]);
  expect(specs[0]).not.toHaveProperty('network');
  expect(axesOf(specs[0]!)).toMatchObject({ 'data.name': 'quadratic', eigenvalues: '[1,2]' });
});

test('beside datasets it takes no part in the axes of networks and losses', () => {
  const { specs } = parse(
    `${descent}data: [quadratic, { name: glyphs, train: 20 }]\nnetwork: [linear, mlp]\nloss: [squared-error, cross-entropy]\nseeds: 2`,
  );
  expect(specs.filter(({ data }) => data.name === 'quadratic')).toHaveLength(2);
  expect(specs).toHaveLength(2 + 2 * 2 * 2);
});

test.each([
  [
    `${base}data: quadratic\nnetwork: mlp`,
    '5:1: network is not used by problem quadratic: drop it, or name a dataset in data',
  ],
  [
    `${base}data: quadratic\nloss: cross-entropy`,
    '5:1: loss is not used by problem quadratic: drop it, or name a dataset in data',
  ],
  [
    `${base}data: { name: quadratic, test: 20 }`,
    '4:26: data.test is not used by problem quadratic: drop it, or name one of mnist, fashion-mnist, glyphs, idx, csv, npz',
  ],
  [
    `${base}data: { name: mnist, eigenvalues: [1] }`,
    '4:22: data.eigenvalues is not used by dataset mnist: drop it, or name quadratic',
  ],
  [
    `${method('{ method: sgd, rate: 0.1, batch: 4 }')}\ndata: quadratic`,
    '2:38: methods[0].batch needs examples, and problem quadratic has none: train on the full loss, as by gradient-descent',
  ],
  [
    `${method('{ method: gradient-descent, rate: 0.1, targetNoise: 0.1 }')}\ndata: quadratic`,
    '2:44: methods[0].targetNoise is not used by problem quadratic: drop it, or name a dataset in data',
  ],
  [
    `${base}data: quadratic\nmeasure: { kernel: true }`,
    '5:20: measure.kernel needs a network, and problem quadratic has none: drop it, or name a dataset in data',
  ],
])('says what a toy problem does without: %s', (text, message) => {
  expect(errorOf(text)).toBe(message);
});

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
  [
    `${method('{ method: langevin, temperature: 1, dt: 0.1 }')}\ndata: quadratic\nstop: { time: 1 }\nmeasure: { totalVariation: true }`,
    '5:28: measure.totalVariation needs coordinates that are independent walkers in one potential: give data.name springs, double-well or two-wells, or a quadratic with eigenvalues that are alike',
  ],
  [
    `${base}data: { name: logistic }\nstop: { steps: 9 }\nmeasure: { laplaceDivergence: true }`,
    '6:31: measure.laplaceDivergence needs examples, one minimum in closed form, and at most 50 coordinates: give data.name springs, linear-regression with no fewer examples than dimensions, or logistic with separable: false',
  ],
  [
    `${base}data: { name: springs, walkers: 5 }\nstop: { loss: 1 }\nmeasure: { laplaceDivergence: true }`,
    '6:31: measure.laplaceDivergence needs an end that is known beforehand: give stop.time or stop.steps',
  ],
  [
    `${base}data: springs\nstop: { loss: 1 }\nmeasure: { stationaryVariance: true }`,
    '6:32: measure.stationaryVariance needs an end that is known beforehand: give stop.time or stop.steps',
  ],
  [
    `${base}data: springs\nstop: { steps: 9 }\nmeasure: { passage: true }`,
    '6:21: measure.passage needs two wells: give data.name double-well or two-wells',
  ],
  [
    `${base}data: springs\nstop: { steps: 9 }\nmeasure: { totalVariation: true }`,
    '6:28: measure.totalVariation needs the T of exp(−L/T), which no method here has: give measure.totalVariation.temperature, or train by langevin',
  ],
  [
    `${base}data: springs\nstop: { steps: 9 }\nmeasure: { totalVariation: { temperature: 1 } }`,
    'no error',
  ],
])('says what a toy problem does without: %s', (text, message) => {
  expect(errorOf(text)).toBe(message);
});

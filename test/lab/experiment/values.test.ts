import { describe, expect, test } from 'vitest';
import {
  base,
  count,
  errorOf,
  method,
  methodNames,
  sizes,
} from '../../support/experiment-error.ts';

const wrongType: readonly (readonly [text: string, message: string])[] = [
  [
    `${base}network: { hidden: [[32], a] }`,
    `4:27: network.hidden[1] must be a list, got "a": ${sizes}`,
  ],
  [
    '- a',
    '1:1: an experiment file must be a mapping, got a list: write a mapping that starts with question: and methods:',
  ],
  [`${base}network: 3`, '4:10: network must be a name, got 3: write linear, mlp, cnn, module'],
  [`${base}network: { hidden: 32 }`, `4:20: network.hidden must be a list, got 32: ${sizes}`],
  [
    `${base}network: { hidden: [32, a] }`,
    `4:25: network.hidden[1] must be a number, got "a": ${sizes}`,
  ],
  [
    `${base}data: { train: 2.5 }`,
    '4:16: data.train must be a whole number, got 2.5: give a number of training examples, such as 500',
  ],
  [
    `${base}data: { train: [500, 1_000] }`,
    '4:22: data.train[1] must be a number, got "1_000": give a number of training examples, such as 500',
  ],
  [
    `${base}data: { centre: yes }`,
    '4:17: data.centre must be true or false, got "yes": no quotes, and not yes or no',
  ],
  [`${base}title: 7`, '4:8: title must be a text, got 7: give a title, or leave the key out'],
  [
    `${base}measure: { snapshots: 10 }`,
    '4:23: measure.snapshots must be a list, got 10: give a list of training times, such as [10]',
  ],
  [
    `${base}measure: { trace: yes }`,
    '4:19: measure.trace must be true or false, got "yes": write true, false or { relativeError: 0.03, maxProbes: 2000 }',
  ],
  [
    method('sgd'),
    '2:5: methods[0] must be a mapping, got "sgd": write one method, such as { method: gradient-descent, rate: 0.05 }',
  ],
  [method('{ method: 3 }'), `2:15: methods[0].method must be a name, got 3: write ${methodNames}`],
  [
    method('{ method: adam, rate: 0.1, schedule: cosine }'),
    '2:42: methods[0].schedule must be a mapping, got "cosine": write a schedule, such as { kind: cosine, steps: 1000 }',
  ],
  [
    method('{ method: sgd, rate: .nan, batch: 4 }'),
    '2:26: methods[0].rate must be a number, got NaN: give a positive learning rate',
  ],
  [
    method('{ method: sgd, rate: .inf, batch: 4 }'),
    '2:26: methods[0].rate must be a number, got Infinity: give a positive learning rate',
  ],
];

const outOfRange: readonly (readonly [text: string, message: string])[] = [
  [
    `${base}network: { hidden: [[-1]] }`,
    `4:22: network.hidden[0][0] must be ≥ 1, got -1: ${sizes}`,
  ],
  [
    `methods:\n  - { method: gradient-flow }\n  - { method: gradient-descent, rate: -0.1 }`,
    '3:39: methods[1].rate must be > 0, got -0.1: give a positive learning rate',
  ],
  [
    method('{ method: gradient-descent, rate: [0.1, 0] }'),
    '2:45: methods[0].rate[1] must be > 0, got 0: give a positive learning rate',
  ],
  [
    method('{ method: gradient-flow, tolerance: 1 }'),
    '2:41: methods[0].tolerance must be < 1, got 1: give the relative error of a step, such as 1.0e-4',
  ],
  [
    method('{ method: gradient-flow, solver: rk4, dt: 0 }'),
    '2:47: methods[0].dt must be > 0, got 0: give the fixed step in training time, such as 0.01',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: 0 }'),
    '2:38: methods[0].batch must be ≥ 1, got 0: give a number of examples per batch',
  ],
  [
    method('{ method: heavy-ball, rate: 0.1, momentum: 1 }'),
    '2:48: methods[0].momentum must be < 1, got 1: give the share of the velocity kept, such as 0.9',
  ],
  [
    method('{ method: nesterov, rate: 0.1, momentum: [0.5, -0.1] }'),
    '2:52: methods[0].momentum[1] must be ≥ 0, got -0.1: give the share of the velocity kept, such as 0.9',
  ],
  [
    method('{ method: adam, rate: 0.1, beta1: 1.5 }'),
    '2:39: methods[0].beta1 must be < 1, got 1.5: give the share of the mean kept, such as 0.9',
  ],
  [
    method('{ method: adam, rate: 0.1, beta2: 1 }'),
    '2:39: methods[0].beta2 must be < 1, got 1: give the share of the mean square kept, such as 0.999',
  ],
  [
    method('{ method: rmsprop, rate: 0.1, epsilon: -1 }'),
    '2:44: methods[0].epsilon must be ≥ 0, got -1: give a number such as 1.0e-8',
  ],
  [
    method('{ method: rmsprop, rate: 0.1, alpha: 1 }'),
    '2:42: methods[0].alpha must be < 1, got 1: give the share of the mean square kept, such as 0.99',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: 4, average: 0 }'),
    '2:50: methods[0].average must be ≥ 1, got 0: give a number of batches to average over',
  ],
  [
    method('{ method: adam, rate: 0.1, schedule: { kind: cosine, steps: 0 } }'),
    '2:65: methods[0].schedule.steps must be ≥ 1, got 0: give the steps until the final rate',
  ],
  [
    method('{ method: adam, rate: 0.1, schedule: { kind: cosine, steps: 9, final: 0 } }'),
    '2:75: methods[0].schedule.final must be > 0, got 0: give the final rate, or leave it out for 0',
  ],
  [
    method('{ method: adam, rate: 0.1, schedule: { kind: step-decay, every: 2, factor: 1 } }'),
    '2:80: methods[0].schedule.factor must be < 1, got 1: give the factor of each drop, such as 0.5',
  ],
  [
    `${base}shaping: 1`,
    '4:10: shaping must be < 1, got 1: give the weight of the shaping term, such as 0.1',
  ],
  [
    method('{ method: adam, rate: 0.1, schedule: { kind: piecewise, at: [5], factors: [0] } }'),
    '2:80: methods[0].schedule.factors[0] must be > 0, got 0: give positive factors on rate',
  ],
  [
    method('{ method: adam, rate: 0.1, schedule: { kind: piecewise, at: 5, factors: [0.5] } }'),
    '2:65: methods[0].schedule.at must be a list, got 5: give the steps from which the factors hold, such as [500, 800]',
  ],
  [
    method('{ method: adam, rate: 0.1, schedule: { kind: inverse-time, halvedAfter: 0 } }'),
    '2:77: methods[0].schedule.halvedAfter must be > 0, got 0: give the steps after which the rate is half',
  ],
  [
    method('{ method: adam, rate: 0.1, schedule: { kind: constant, warmUp: 2.5 } }'),
    '2:68: methods[0].schedule.warmUp must be a whole number, got 2.5: give the steps of the linear rise',
  ],
  [
    `${base}network: { hidden: [[32], [3, -1]] }`,
    `4:31: network.hidden[1][1] must be ≥ 1, got -1: ${sizes}`,
  ],
  [
    `${base}network: { scale: -1 }`,
    '4:19: network.scale must be ≥ 0, got -1: give a factor for the initial weights, such as 1',
  ],
  [
    `${base}data: { labelNoise: 1.5 }`,
    '4:21: data.labelNoise must be ≤ 1, got 1.5: give a fraction of the training labels',
  ],
  [
    `${base}data: { labelNoise: -0.5 }`,
    '4:21: data.labelNoise must be ≥ 0, got -0.5: give a fraction of the training labels',
  ],
  [`${base}data: { seed: -1 }`, '4:15: data.seed must be ≥ 0, got -1: give the seed of the subset'],
  [`${base}seeds: 0`, `4:8: seeds must be ≥ 1, got 0: ${count}`],
  [`${base}seeds: 10001`, `4:8: seeds must be ≤ 10000, got 10001: ${count}`],
  [`${base}seeds: [0, -1]`, `4:12: seeds[1] must be ≥ 0, got -1: ${count}`],
  [
    `${base}measure: { points: 1 }`,
    '4:20: measure.points must be ≥ 2, got 1: give the number of rows in the series',
  ],
];

describe('a value that its key cannot take', () => {
  test.each([...wrongType, ...outOfRange])('%j is refused: %s', (text, message) => {
    expect(errorOf(text)).toBe(message);
  });
});

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { base, errorOf, method } from '../../support/experiment-error.ts';

/** A file that is there. */
const here = fileURLToPath(import.meta.url);

const contradictions: readonly (readonly [text: string, message: string])[] = [
  [
    `${base}data: quadratic\nshaping: 0.1`,
    '5:1: shaping is not used by problem quadratic: drop it, or name a dataset in data',
  ],
  [
    `${base}data: quadratic\nl2: 0.1`,
    '5:1: l2 is not used by problem quadratic: drop it, or name a dataset in data',
  ],
  [
    `${base}l2: [0.1, 0.2]\nmeasure: { kernelPrediction: { examples: 500 } }`,
    '5:30: measure.kernelPrediction predicts outputs under a loss without a penalty, and l2 is given: drop one of them',
  ],
  [
    `${base}l2: 0.1\nmeasure: { leastNorm: true }`,
    '5:23: measure.leastNorm is the minimum of a loss without a penalty, and l2 is given: drop one of them',
  ],
  [
    `${base}data: { name: npz, path: ${here}, targets: values }\nshaping: [0, 0.1]`,
    '5:14: shaping[1] needs classes, but data.targets is values: drop one of them',
  ],
  [
    `${base}start: { method: { method: sgd, rate: 0.1, batch: 4096 }, stop: { loss: 0.1 } }`,
    '4:51: batch 4096 exceeds the 500 training examples: lower it or raise data.train',
  ],
  [
    `${base}start: { method: { method: gradient-flow }, stop: {} }`,
    '4:51: start.stop has no rule: give loss, steps, epochs or time',
  ],
  [
    `${base}start: { method: { method: langevin, temperature: 1, dt: 0.1, diffusion: d.npz }, stop: { time: 1 } }`,
    `4:74: start.method.diffusion "${resolve('experiments/d.npz')}" does not exist: give the path of a file that does`,
  ],
  [
    method('{ method: adam, rate: 1, schedule: { kind: piecewise, at: [9, 5], factors: [1, 1] } }'),
    '2:67: methods[0].schedule.at goes from 9 to 5: write the steps in ascending order',
  ],
  [
    method('{ method: adam, rate: 1, schedule: { kind: piecewise, at: [9], factors: [1, 0.5] } }'),
    '2:77: methods[0].schedule.factors has 2 for the 1 steps of at: give one for each',
  ],
  [
    `${base}noises: 8`,
    '4:1: noises is not used by methods that draw nothing: drop it, or give one a batch, such as 16',
  ],
  [
    `${base}expect: [{ id: a, value: { of: trainLoss }, units: noises, in: any }]`,
    '4:52: expect[0].units: every seed has one noise here; write noises: 24 in the file',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: 4096 }'),
    '2:38: batch 4096 exceeds the 500 training examples: lower it or raise data.train',
  ],
  [
    `data: { train: [300, 200] }\n${method('{ method: sgd, rate: 0.1, batch: [4, 256] }')}`,
    '3:42: batch 256 exceeds the 200 training examples: lower it or raise data.train',
  ],
  [
    `${base}network: { scale: [1, 0] }`,
    '4:23: network.scale[1] is 0, where only a linear network has a gradient to leave by: give a positive factor, or kind: linear',
  ],
  [
    `${base}data: { columns: [a] }`,
    '4:9: data.columns is not used by dataset mnist: drop it, or name csv',
  ],
  [
    `${base}data: { name: [mnist, fashion-mnist], channels: first }`,
    '4:39: data.channels is not used by dataset mnist, fashion-mnist: drop it, or name npz',
  ],
  [
    `${base}data: { targets: values }`,
    '4:9: data.targets is not used by dataset mnist: drop it, or name one of csv, npz',
  ],
  [
    `${base}data: { name: [npz, mnist], path: ${here}, targets: values }`,
    `4:${46 + here.length}: data.targets is values, but the targets of mnist are classes: give these an entry of their own`,
  ],
  [
    `${base}data: { name: npz, path: ${here}, targets: values, labelNoise: [0, 0.1] }`,
    `4:${61 + here.length}: data.labelNoise[1] needs classes, but data.targets is values: drop one of them`,
  ],
  [
    `${base}data: { name: npz, path: ${here}, targets: values, randomLabels: true }`,
    `4:${59 + here.length}: data.randomLabels needs classes, but data.targets is values: drop one of them`,
  ],
  [
    `${base}data: { name: npz, path: ${here}, targets: values }\nloss: [squared-error, cross-entropy]`,
    '5:23: loss[1] cross-entropy needs classes, but data.targets is values: give squared-error',
  ],
  [
    `${method('{ method: gradient-descent, rate: 0.1, labelFlips: 0.1 }')}\ndata: { name: npz, path: ${here}, targets: values }`,
    '2:44: methods[0].labelFlips is not used by data.targets: values: drop it, or give targetNoise in its place',
  ],
  [
    `${base}data: { name: csv, path: ${here}, marker: 1 }`,
    `4:${28 + here.length}: data.marker is not used by dataset csv: drop it, or name one of mnist, fashion-mnist, glyphs, idx, npz`,
  ],
  [
    `${base}data: { name: npz, path: ${here}, targets: values, marker: 1 }`,
    `4:${53 + here.length}: data.marker needs classes, but data.targets is values: drop one of them`,
  ],
  [
    `${base}data: { markerSize: 2 }`,
    '4:9: data.markerSize is not used by data without markers: drop it, or give marker, such as 1',
  ],
  [
    `${base}measure: { along: { marker: true } }`,
    '4:29: measure.along.marker needs images with markers, and data has none: give data.marker, such as 1',
  ],
  [
    `${base}network: { kind: [linear, mlp], parametrisation: [ntk, mean-field] }`,
    '4:56: network.parametrisation[1] mean-field is a mean over hidden units, and kind linear has none: choose kind: mlp or cnn',
  ],
  [
    method('{ method: adam, rate: 0.1, batch: 501 }'),
    '2:39: batch 501 exceeds the 500 training examples: lower it or raise data.train',
  ],
  [
    method('{ method: adam, rate: 0.1, sampling: shuffled }'),
    '2:32: methods[0].sampling is not used by the full batch: drop it, or give batch',
  ],
  [
    method('{ method: adam, rate: 0.1, decay: decoupled }'),
    '2:32: methods[0].decay is not used by weights that do not decay: drop it, or give weightDecay',
  ],
  [
    method('{ method: heavy-ball, rate: 0.1, average: 2 }'),
    '2:38: methods[0].average is not used by the full batch: drop it, or give batch',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: 4, preconditioner: p.npy }'),
    `2:57: methods[0].preconditioner must end in .npz, got "${resolve('experiments/p.npy')}": give a NumPy .npz file`,
  ],
  [
    method('{ method: nesterov, rate: 0.1, preconditioner: [p.npz] }'),
    `2:53: methods[0].preconditioner "${resolve('experiments/p.npz')}" does not exist: give the path of a file that does`,
  ],
  [
    method('{ method: adam, rate: 0.1, stages: { 10: 4 } }'),
    '2:32: methods[0].stages is not used by the full batch: drop it, or give batch',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: 4, stages: { 10: 8, 20: 501 } }'),
    '2:62: batch 501 exceeds the 500 training examples: lower it or raise data.train',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: 4, stages: { 0: 8 } }'),
    '2:51: methods[0].stages.0 starts at no step: write whole numbers from 1 on',
  ],
  [
    `${method('{ method: sgd, rate: 0.1, batch: 4 }')}\nstop: { steps: 5, stall: true }\n`,
    '3:19: stop.stall is not used by a run without a target: drop it, or give stop.loss',
  ],
  [
    `${method('{ method: sgd, rate: 0.1, batch: 4, stages: { 10: 8 } }')}\nstop: { epochs: 5 }\n`,
    '3:9: stop.epochs is not used by a batch size that changes: drop it, or give stop.steps',
  ],
  [
    method(
      '{ method: sgd, rate: 0.1, batch: 4, stages: { 9: 8 }, shards: { workers: 2, alpha: 1 } }',
    ),
    '2:41: methods[0].stages is not used by batches drawn from shards: drop it, or drop shards',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: [4, 64], shards: { workers: 10, alpha: 1 } }'),
    '2:42: batch 64 exceeds the 50 examples of a worker: lower it or raise data.train',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: 4, average: 2, labelFlips: 0.1 }'),
    '2:41: methods[0].average is not used by labels with noise: drop it, or raise batch',
  ],
  [
    method('{ method: sgd, rate: 0.1, batch: 4, targetNoise: 2, labelFlips: 0.1 }'),
    '2:41: methods[0].targetNoise is not used by labels that flip: drop it, or drop labelFlips',
  ],
  [
    `loss: cross-entropy\n${method('{ method: adam, rate: 0.1, targetNoise: 2 }')}`,
    '3:32: methods[0].targetNoise is not used by loss cross-entropy: drop it, or give labelFlips in its place',
  ],
  [
    method('{ method: shuffled-flow, rate: 0.1, batch: [4, 16] }'),
    '2:52: batch 16 does not divide the 500 training examples: give one that does',
  ],
  [
    method('{ method: langevin, temperature: 1, dt: 0.1, diffusion: d.npy }'),
    `2:61: methods[0].diffusion must end in .npz, got "${resolve('experiments/d.npy')}": give a NumPy .npz file`,
  ],
  [
    method('{ method: gradient-flow, solver: heun }'),
    '2:5: methods[0].dt is missing: heun needs a fixed step, such as dt: 0.01',
  ],
  [
    method('{ method: gradient-flow, solver: dormand-prince, dt: 0.1 }'),
    '2:54: methods[0].dt is not used by solver dormand-prince: drop it, or choose solver: heun or rk4',
  ],
  [
    method('{ method: gradient-flow, solver: rk4 }'),
    '2:5: methods[0].dt is missing: rk4 needs a fixed step, such as dt: 0.01',
  ],
  [
    method('{ method: gradient-flow, dt: 0.1 }'),
    '2:30: methods[0].dt is not used by solver rkc2: drop it, or choose solver: heun or rk4',
  ],
  [
    method('{ method: gradient-flow, solver: rk4, dt: 0.1, tolerance: 0.1 }'),
    '2:52: methods[0].tolerance is not used by solver rk4: drop it, or choose solver: rkc2 or bogacki-shampine or dormand-prince',
  ],
  [
    `${base}network: { kind: linear, hidden: [3] }`,
    '4:26: network.hidden is not used by kind linear: drop it, or choose kind: mlp',
  ],
  [
    `${base}network: { kind: [linear, mlp], channels: [3] }`,
    '4:33: network.channels is not used by kind linear, mlp: drop it, or choose kind: cnn',
  ],
  [
    `${base}network: { kind: linear, activation: relu }`,
    '4:26: network.activation is not used by kind linear: drop it, or choose kind: mlp or cnn',
  ],
  [
    `${base}network: { kind: linear, linearised: true }`,
    '4:26: network.linearised is not used by kind linear: drop it, or choose kind: mlp or cnn or module',
  ],
  [
    `${base}network: { model: quadratic }`,
    '4:19: unknown model "quadratic" in network (known: network, linearised, quadratic-taylor, gauss-newton)',
  ],
  [
    `${base}network: { model: gauss-newton, linearised: true }`,
    '4:33: network.linearised is not used by a network with a model: drop it, or drop model',
  ],
  [
    `${base}network: { model: gauss-newton, expandedAt: start }`,
    '4:45: network.expandedAt is start, and no training comes before the runs: give start, or drop it',
  ],
  [
    `${base}network: { expandedAt: start }`,
    '4:12: network.expandedAt is not used by the network itself: drop it, or give model, such as quadratic-taylor',
  ],
  [
    `${method('{ method: gradient-descent, rate: 0.1, labelFlips: 0.1 }')}\nquestion: q\nnetwork: { model: [network, quadratic-taylor] }`,
    '2:44: methods[0].labelFlips is not used by network.model quadratic-taylor: drop it, or give data.labelNoise',
  ],
  [
    `${base}network: { init: w.npy }`,
    `4:18: network.init must end in .npz, got "${resolve('experiments/w.npy')}": give a NumPy .npz file`,
  ],
  [
    `${base}network: { init: w.npz }`,
    `4:18: network.init "${resolve('experiments/w.npz')}" does not exist: give the path of a file that does`,
  ],
  [`${base}data: csv`, '4:7: data.path is missing: csv needs the path of your own data'],
  [
    `${base}data: { path: x.csv }`,
    '4:9: data.path is not used by dataset mnist: drop it, or name one of idx, csv, npz',
  ],
  [
    `${base}data: { name: csv, path: x.csv }`,
    `4:26: data.path "${resolve('experiments/x.csv')}" does not exist: give the path of a file that does`,
  ],
  [
    `${base}measure: { snapshots: [1, 10] }\nstop: { time: 5 }`,
    '4:27: measure.snapshots[1] is 10, after the end at stop.time 5: lower it or raise stop.time',
  ],
];

describe('keys that contradict each other', () => {
  test.each([...contradictions])('%j is refused: %s', (text, message) => {
    expect(errorOf(text)).toBe(message);
  });
});

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { descent, specsOf, standard } from '../../support/standard-experiment.ts';

/** A file that is there. */
const here = fileURLToPath(import.meta.url);

describe('expansion', () => {
  test('runs through data, network, loss, methods and seeds, the first slowest', () => {
    const text = `
      data: { train: [100, 200] }
      network: { hidden: [[8], [8, 8]] }
      loss: [squared-error, cross-entropy]
      methods:
        - { method: gradient-descent, rate: [0.1, 0.2] }
        - { method: sgd, rate: 0.1, batch: 4 }
      seeds: [7, 3]`;
    const { threshold: _, ...known } = standard.measure;
    const methods = [
      { method: { method: 'gradient-descent', rate: 0.1 }, measure: standard.measure },
      // The threshold does not depend on the rate a run has, so the first rate measures it.
      { method: { method: 'gradient-descent', rate: 0.2 }, measure: known },
      {
        method: { method: 'sgd', rate: 0.1, batch: 4, sampling: 'shuffled' },
        measure: standard.measure,
      },
    ];
    const byHand: unknown[] = [];
    for (const train of [100, 200])
      for (const hidden of [[8], [8, 8]])
        for (const loss of ['squared-error', 'cross-entropy'])
          for (const { method, measure } of methods)
            for (const seed of [7, 3])
              byHand.push({
                ...standard,
                data: { ...standard.data, train },
                network: { ...standard.network, hidden },
                loss,
                method,
                measure,
                seed,
              });
    expect(byHand).toHaveLength(48);
    expect(specsOf(text)).toEqual(byHand);
  });

  test('leaves keys that a spec may lack out where they say what is meant without them', () => {
    const meant = `${descent}data: { targets: classes, scale: deviation }
network: { bias: true, linearised: false }`;
    expect(specsOf(meant)).toEqual(specsOf(descent));
    const both = specsOf(`${descent}data: { scale: [deviation, none] }
network: { bias: [true, false] }
seeds: [0]`);
    expect(
      both.map(({ data, network }) => [
        ...[data.scale, data.centre],
        'bias' in network ? network.bias : undefined,
      ]),
    ).toEqual([
      [undefined, true, undefined],
      [undefined, true, false],
      // Inputs that stay as they are are not centred, unless that is asked for.
      ['none', false, undefined],
      ['none', false, false],
    ]);
    const centred = specsOf(`${descent}data: { scale: none, centre: true }`);
    expect(centred[0]!.data).toMatchObject({ scale: 'none', centre: true });
  });

  test('gives keys on how files are read to the datasets that they serve', () => {
    const specs =
      specsOf(`${descent}data: { name: [mnist, npz, csv], path: ${here}, columns: [a], channels: [first, last] }
seeds: 1`);
    expect(
      specs.map(({ data: { name, path, columns, channels } }) => [name, path, columns, channels]),
    ).toEqual([
      ['mnist', undefined, undefined, undefined],
      ['npz', here, undefined, 'first'],
      ['npz', here, undefined, 'last'],
      ['csv', here, ['a'], undefined],
    ]);
  });

  test('takes a list of columns as one value, and lists of them as an axis', () => {
    const data = (columns: string) =>
      specsOf(
        `${descent}\nseeds: 1\ndata: { name: csv, path: ${here}, targets: values, columns: ${columns} }`,
      );
    expect(data('[a, b]').map((spec) => spec.data.columns)).toEqual([['a', 'b']]);
    expect(data('[[a, b], [c]]').map((spec) => spec.data.columns)).toEqual([['a', 'b'], ['c']]);
    expect(data('[a]')[0]!.data.targets).toBe('values');
  });

  test('takes every key of a method as an axis, schedules too', () => {
    const specs = specsOf(`
      methods:
        - method: heavy-ball
          rate: [0.1, 0.2]
          momentum: [0.5, 0.9]
          batch: 4
          schedule: [{ kind: constant, warmUp: 5 }, { kind: cosine, steps: 50, final: 0.01 }]
      seeds: 1`);
    const schedules = [
      { kind: 'constant', warmUp: 5 },
      { kind: 'cosine', steps: 50, final: 0.01 },
    ];
    const expected = [0.1, 0.2].flatMap((rate) =>
      schedules.flatMap((schedule) =>
        [0.5, 0.9].map((momentum) => ({
          ...{ method: 'heavy-ball', rate, schedule, batch: 4, sampling: 'shuffled', momentum },
        })),
      ),
    );
    expect(specs.map(({ method }) => method)).toEqual(expected);
  });

  test('asks for a threshold once per method, batch size and seed, and never of a flow', () => {
    const text = `
      methods:
        - { method: gradient-flow }
        - { method: gradient-descent, rate: [0.1, 0.2, 0.4] }
        - { method: sgd, rate: [0.1, 0.2], batch: [2, 4] }
      seeds: 2`;
    const asking = specsOf(text)
      .filter(({ measure }) => measure.threshold !== undefined)
      .map(({ method, seed }) => [method.method, 'batch' in method ? method.batch : null, seed]);
    expect(asking).toEqual([
      ['gradient-descent', null, 0],
      ['gradient-descent', null, 1],
      ['sgd', 2, 0],
      ['sgd', 2, 1],
      ['sgd', 4, 0],
      ['sgd', 4, 1],
    ]);
  });

  test('runs each seed under every noise, and what draws nothing once; a threshold is asked for once a seed', () => {
    const text = (noises: string) => `
      methods:
        - { method: gradient-descent, rate: 0.1 }
        - { method: sgd, rate: 0.1, batch: 4 }
        - { method: shuffled-flow, rate: 0.1, batch: 4 }
      seeds: [5, 2]
      ${noises}`;
    const plain = specsOf(text(''));
    const places = (noises: string) =>
      specsOf(text(noises)).map(({ method, seed, noise }) => [method.method, seed, noise]);
    expect(places('noises: 2')).toEqual([
      ['gradient-descent', 5, undefined],
      ['gradient-descent', 2, undefined],
      ['sgd', 5, 1],
      ['sgd', 5, 2],
      ['sgd', 2, 1],
      ['sgd', 2, 2],
      ['shuffled-flow', 5, undefined],
      ['shuffled-flow', 2, undefined],
    ]);
    expect(places('noises: [7]').filter(([name]) => name === 'sgd')).toEqual([
      ['sgd', 5, 7],
      ['sgd', 2, 7],
    ]);
    // A spec without a noise has no key for it, and so the name that it always had.
    const bare = specsOf(text('noises: [7]')).map(({ noise: _, ...spec }) => spec);
    expect(bare).toEqual(plain);
    expect(plain.some((spec) => 'noise' in spec)).toBe(false);
    const asking = specsOf(text('noises: 3')).filter(
      ({ method, measure }) => method.method === 'sgd' && measure.threshold !== undefined,
    );
    expect(asking.map(({ seed, noise }) => [seed, noise])).toEqual([
      [5, 1],
      [2, 1],
    ]);
  });

  test('runs through the keys of an entry in the order of the spec, not of the file', () => {
    const text = 'methods: [{ method: sgd, batch: [1, 2], rate: [0.1, 0.2] }]\nseeds: 1';
    const pairs = specsOf(text).map(
      ({ method }) => method.method === 'sgd' && [method.rate, method.batch],
    );
    expect(pairs).toEqual([
      [0.1, 1],
      [0.1, 2],
      [0.2, 1],
      [0.2, 2],
    ]);
  });

  test.each([
    ['data: { name: [mnist, glyphs] }', 2],
    ['data: [mnist, { name: glyphs, train: [100, 200] }]', 3],
    ['data: { test: [100, 200], centre: [true, false] }', 4],
    ['data: { labelNoise: [0, 0.1, 0.2], randomLabels: [true, false], seed: [1, 2] }', 12],
    ['network: [linear, mlp]', 2],
    ['network: { kind: [linear, mlp], hidden: [[8], [9]] }', 3],
    ['network: { activation: [tanh, relu], scale: [1, 2], parametrisation: [standard, ntk] }', 8],
    ['network: { kind: cnn, channels: [[2], [2, 4]] }', 2],
    ['network: { hidden: [8, 8] }', 1],
  ])('of %s gives %i runs a seed', (axes, runs) => {
    expect(specsOf(`${descent}${axes}\nseeds: 2`)).toHaveLength(2 * runs);
  });

  test('gives a path only to the datasets of an axis that are files', () => {
    const text = `${descent}data: { name: [mnist, csv], path: quickstart.yaml }\nseeds: 1`;
    const path = resolve('experiments/quickstart.yaml');
    expect(specsOf(text).map(({ data }) => data)).toEqual([
      standard.data,
      { ...standard.data, name: 'csv', path },
    ]);
    expect(specsOf(text)[0]!.data).not.toHaveProperty('path');
  });

  test('keeps one of the specs that coincide, at its first place', () => {
    const text = `methods:
      - { method: gradient-descent, rate: [0.2, 0.1, 0.2] }
      - { method: gradient-descent, rate: 0.10 }\nseeds: [1, 1]`;
    const rates = specsOf(text).map(({ method, seed }) => 'rate' in method && [method.rate, seed]);
    expect(rates).toEqual([
      [0.2, 1],
      [0.1, 1],
    ]);
  });
});

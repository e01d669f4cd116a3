import { expect, test } from 'vitest';
import { bibliography } from '../../../src/lab/bibliography/reference.ts';
import { citedBy, type Work, worksOf } from '../../../src/lab/bibliography/works.ts';
import { datasetCards } from '../../../src/lab/data/card.ts';
import { parse } from '../../support/standard-experiment.ts';

const works = (text: string): Readonly<Record<string, Work>> =>
  Object.fromEntries(
    worksOf(parse(`${text}\nseeds: 2`).specs, datasetCards()).map((work) => [work.part, work]),
  );

const plain = `
data: { name: glyphs, train: 60, test: 60 }
measure: { trace: true, sharpness: false, threshold: false }`;

test('an experiment rests on its data, methods and probes, each named once', () => {
  const found = works(`${plain}
methods:
  - { method: sgd, rate: [0.1, 0.2], batch: [4, 16] }
  - { method: gradient-flow, solver: [rkc2, dormand-prince] }`);
  expect(Object.keys(found)).toEqual([
    ...['data glyphs', 'method sgd', 'method gradient-flow', 'probe gap', 'probe trace'],
  ]);
  expect(found['method sgd']!.keys).toEqual(['robbins1951']);
  // Of one flow the solvers of all its arms.
  expect(found['method gradient-flow']!.keys).toEqual(['sommeijer1998', 'dormand1980']);
  expect(found['probe trace']!.keys).toContain('hutchinson1989');
  expect(found['data glyphs']).toMatchObject({ keys: [], none: 'drawn by flowlab itself' });
});

test.each([
  ['schedule: { kind: cosine, steps: 10 }', 'loshchilov2017'],
  ['schedule: { kind: constant, warmUp: 4 }', 'goyal2017'],
  ['schedule: { kind: inverse-time, halvedAfter: 10 }', 'robbins1951'],
  ['batch: 4, stages: { 10: 8 }', 'smith2018'],
  ['labelFlips: 0.1', 'damian2021'],
  ['targetNoise: 0.1', 'blanc2020'],
  ['gradientNoise: 0.1', 'neelakantan2015'],
  ['batch: 4, shards: { workers: 2, alpha: 1 }', 'hsu2019'],
])('heavy ball with %s rests on %s', (extra, key) => {
  const method = (more: string) => `methods: [{ method: heavy-ball, rate: 0.1${more} }]`;
  const { keys } = works(`${plain}\n${method(`, ${extra}`)}`)['method heavy-ball']!;
  expect(keys).toEqual(['polyak1964', key]);
  expect(works(`${plain}\n${method('')}`)['method heavy-ball']!.keys).toEqual(['polyak1964']);
});

test('what is measured along a run alone is cited, with what its options ask for', () => {
  const found = works(`
data: { name: mnist, train: 60, test: 60 }
methods: [{ method: gradient-descent, rate: 0.1 }]
measure:
  { trace: false, sharpness: false, threshold: false, along: { sharpness: true }, matrices: { of: [fisher] } }`);
  expect(found['probe sharpness']!.keys).toContain('lanczos1950');
  expect(found['probe matrices']!.keys).toContain('martens2020');
  expect(found['probe matrices']!.keys).not.toContain('kunstner2019');
  expect(found['data mnist']!.keys).toEqual(['lecun1998']);
});

test.each([
  ['kind: mlp, hidden: [4], activation: gelu', ['hendrycks2016']],
  [
    'kind: mlp, hidden: [4], activation: tanh, parametrisation: ntk, linearised: true',
    ['jacot2018', 'lee2019'],
  ],
  ['kind: mlp, hidden: [4], activation: tanh, outputScale: 10', ['chizat2019']],
  ['kind: mlp, hidden: [4], activation: tanh, centred: true', ['chizat2019']],
  ['kind: mlp, hidden: [4], activation: tanh, parametrisation: mean-field', ['mei2018']],
  ['kind: mlp, hidden: [4], activation: tanh', undefined],
])('a network { %s } rests on %j', (network, keys) => {
  const found = works(`${plain}
network: { ${network} }
methods: [{ method: gradient-descent, rate: 0.1 }]`);
  expect(found['network mlp']?.keys).toEqual(keys);
});

test('a work is cited once, for all that rests on it; one that is unknown is an error', () => {
  const of = [
    { part: 'method a', keys: ['wu2018', 'cohen2021'] },
    { part: 'method b', keys: ['cohen2021'] },
  ];
  expect(citedBy(of, bibliography()).map(({ key, parts }) => [key, parts])).toEqual([
    ['wu2018', ['method a']],
    ['cohen2021', ['method a', 'method b']],
  ]);
  expect(() => citedBy([{ part: 'x', keys: ['nobody1900'] }], bibliography())).toThrow(
    'references.yaml has no nobody1900',
  );
});

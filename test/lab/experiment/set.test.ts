import { describe, expect, test } from 'vitest';
import { base, count, errorOf, keys } from '../../support/experiment-error.ts';
import { descent, only, parse, specsOf, standard } from '../../support/standard-experiment.ts';

const refused: readonly (readonly [set: string, message: string])[] = [
  [
    'data.train=abc',
    'data.train must be a number, got "abc": give a number of training examples, such as 500',
  ],
  ['data.train=', 'data.train has no value: give a number of training examples, such as 500'],
  ['data.trian=1', 'unknown key "trian" in data (did you mean "train"?)'],
  [
    'methods.0.rate=[0.1,-1]',
    'methods[0].rate[1] must be > 0, got -1: give a positive learning rate',
  ],
  ['methods.1.rate=2', 'methods is a list: use methods.0'],
  ['methods.rate=2', 'methods is a list: use methods.0'],
  ['question.x=2', 'question is "q", which has no keys: set it whole'],
  ['loss.x=2', 'loss must be a name, got a mapping: write squared-error, cross-entropy, module'],
  ['constructor.x=1', `unknown key "constructor" (known: ${keys})`],
  ['__proto__.x=1', `unknown key "__proto__" (known: ${keys})`],
  ['train', 'no "=": write --set data.train=200'],
  ['=3', 'a key is empty: write --set data.train=200'],
  ['data..train=3', 'a key is empty: write --set data.train=200'],
  ['data=[1', 'the value is not valid YAML: Flow sequence must end with a ]'],
  [
    'data=*x',
    'the value is not valid YAML: Unresolved alias (the anchor must be set before the alias): x',
  ],
];

describe('--set', () => {
  test('of several documents is refused', () => {
    expect(errorOf(base, ['data.train=1\n---\n2'])).toBe(
      '--set data.train=1 --- 2: the value is several YAML documents: give one',
    );
  });

  test('wins over the file, a later one over an earlier one, and --seeds over both', () => {
    const text = `${descent}data: { train: 100 }\nseeds: 5`;
    const { specs } = parse(text, ['data.train=200', 'data.train=300', 'seeds=4'], 2);
    expect(specs.map(({ data, seed }) => ['train' in data && data.train, seed])).toEqual([
      [300, 0],
      [300, 1],
    ]);
    expect(parse(text, ['seeds=4']).specs).toHaveLength(4);
  });

  test('of a key leaves its neighbours alone', () => {
    const text = `${descent}data: { train: 100, test: 50 }`;
    expect(only(text, ['data.train=200']).data).toEqual({ ...standard.data, train: 200, test: 50 });
  });

  test('reaches into list entries, with a dot or in brackets', () => {
    for (const key of ['methods.0.rate', 'methods[0].rate']) {
      const rates = specsOf(`${descent}seeds: 1`, [`${key}=[0.3,0.4]`]).map(({ method }) => method);
      expect(rates).toEqual([0.3, 0.4].map((rate) => ({ method: 'gradient-descent', rate })));
    }
  });

  test('reaches into short forms and absent sections', () => {
    const text = `${descent}data: glyphs\nnetwork: [cnn]\nmeasure: { trace: false }`;
    const sets = [
      'data.train=60',
      'network.0.channels=[3]',
      'measure.trace.maxProbes=9',
      'stop.time=2',
    ];
    const spec = only(text, sets);
    expect(spec.data).toEqual({ ...standard.data, name: 'glyphs', train: 60 });
    expect(spec.network).toMatchObject({ kind: 'cnn', channels: [3] });
    expect(spec.measure.trace).toEqual({ relativeError: 0.03, maxProbes: 9 });
    expect(spec.stop).toEqual({ time: 2 });
  });

  test('of one alias leaves the other alone', () => {
    const text = 'methods: [&a { method: gradient-descent, rate: 0.1 }, *a]\nseeds: 1';
    const rates = specsOf(text, ['methods.1.rate=0.2']).map(({ method }) => method);
    expect(rates).toEqual([0.1, 0.2].map((rate) => ({ method: 'gradient-descent', rate })));
  });

  test.each(refused)('%s is refused: %s', (set, message) => {
    expect(errorOf(base, [set])).toBe(`--set ${set}: ${message}`);
  });

  test('is named by an error, and so is --seeds', () => {
    const message = (got: string) =>
      `--seeds ${got}: seeds must be ${got === '0' ? '≥ 1' : 'a number'}, got ${got}: ${count}`;
    expect(errorOf(base, [], 0)).toBe(message('0'));
    expect(errorOf(base, [], Number.NaN)).toBe(message('NaN'));
  });

  test('that comes later is the one an error names', () => {
    const train = 'data.train must be ≥ 1, got 0: give a number of training examples, such as 500';
    expect(errorOf(base, ['data.train=5', 'data.train=0'])).toBe(`--set data.train=0: ${train}`);
  });

  test('past the end of a list is told the entries there are', () => {
    const text = 'methods: [{ method: gradient-flow }, { method: gradient-flow }]';
    expect(errorOf(text, ['methods.2.dt=1'])).toBe(
      '--set methods.2.dt=1: methods is a list: use methods.0 to methods.1',
    );
    expect(errorOf('methods: []', ['methods.0=1'])).toBe(
      '--set methods.0=1: methods is a list: use methods=[…] to fill it',
    );
  });
});

import { expect, test } from 'vitest';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';

const base = `question: q
methods: [{ method: gradient-descent, rate: [0.1, 0.2] }, { method: sgd, rate: 0.1, batch: 4 }]
seeds: 3
`;
const read = (text: string, sets: readonly string[] = []) =>
  parseExperiment(base + text, 'x', 'x.yaml', { sets });

test('what is predicted stands in the experiment as it was written, and changes no run', () => {
  const expected = `measure: { trace: true }
expect:
  - id: flat
    says: the trace is small
    value: { of: trace }
    in: "< 10"
`;
  const { predictions, specs } = read(expected);
  expect(predictions).toEqual({
    expect: [{ id: 'flat', says: 'the trace is small', value: { of: 'trace' }, in: '< 10' }],
  });
  expect(specs).toEqual(read('measure: { trace: true }').specs);
  expect(read('').predictions).toBeUndefined();
});

test.each([
  ['xtrace', 'xtrace', 'xtrace'],
  ['eigenvalue2', 'eigenvalues', 'eigenvalues'],
  ['risingSteps', 'stepLoss', 'stepLoss'],
  ['2 * initialSharpness', 'sharpness', 'sharpness'],
  ['max(gradientNorms)', 'gradientNoise', 'gradientNoise'],
  ['last(densityEigenvalues)', 'density', 'density'],
  ['sum(gradientHistogramCounts)', 'gradientHistogram', 'gradientHistogram'],
  ['max(landscapeLosses) - min(barrierLosses)', 'landscape', 'barrier'],
])('a measure that a statement names is asked for: %s', (of, key) => {
  const [spec] = read(`expect: [{ id: a, value: { of: "${of}" }, in: "< 1" }]`).specs;
  expect(spec!.measure).toHaveProperty(key);
  const [plain] = read('measure: { sharpness: false }').specs;
  expect(plain!.measure).not.toHaveProperty(key);
});

test('the sharpness at the start needs no search for a threshold', () => {
  const expected = 'expect: [{ id: a, value: { of: rate*initialSharpness }, in: "< 2" }]';
  const [own] = read(`${expected}\nmeasure: { threshold: false }`).specs;
  expect(own!.measure).toHaveProperty('sharpness');
  expect(own!.measure).not.toHaveProperty('threshold');
});

test('what follows from every run needs no measure', () => {
  const { specs } = read('expect: [{ id: a, value: { of: "steps*rate" }, in: "< 1" }]');
  expect(specs).toEqual(read('').specs);
});

test.each([
  [
    'expect: [{ id: a, value: { of: trase }, in: "< 1" }]',
    /^x\.yaml:4:\d+: expect\[0\]\.value\.of.*trase.*trace/,
  ],
  [
    'expect: [{ id: a, value: { of: "trace +" }, in: "< 1" }]',
    /^x\.yaml:4:\d+: expect\[0\]\.value\.of, line 1, column 8/,
  ],
  ['expect: [{ id: a, valeu: { of: trace }, in: "< 1" }]', /^x\.yaml:4:\d+: expect\[0\]/],
  ['expect: [{ id: a, value: { of: trace } }]', /expect\[0\]\.in/],
  [
    'expect: [{ id: a, value: { of: "2*gradientNorms" }, in: "< 1" }]',
    /^x\.yaml:4:\d+: expect\[0\]\.value\.of, line 1, column 2: .*an array; make one of it by mean\(…\)/,
  ],
  [
    'expect: [{ id: a, value: { of: "max(gradientNorm)" }, in: "< 1" }]',
    /expect\[0\]\.value\.of, line 1, column 5: nothing is called "gradientNorm" .*gradientNorm/,
  ],
  [
    'scope: [data.nam]\nexpect: [{ id: a, value: { of: trace }, in: "< 1" }]',
    /^x\.yaml:4:\d+: scope\[0\]: "data\.nam" is no key of the grid.*data\.name/,
  ],
  [
    'scope: [loss, loss]\nexpect: [{ id: a, value: { of: trace }, in: "< 1" }]',
    /scope\[1\]: "loss" stands there twice/,
  ],
  ['scope: [loss]', /scope says nothing without expect/],
  ['expect: []', /expect is empty: list statements/],
  ['expect: flat', /expect must be a list/],
  ['let: { edge: 2/rate }', /let says nothing without expect/],
  [
    'expect: [{ id: a, value: { of: trace }, in: "< 1" }]\nmeasure: { trace: false }',
    /measure\.trace is false, and a statement of expect names it/,
  ],
  [
    'expect: [{ id: a, value: { of: trace }, in: "< 1", where: "bach = 4" }]',
    /expect\[0\]\.where.*bach.*batch/,
  ],
])('one line says what is wrong with %s', (text, line) => {
  expect(() => read(text)).toThrow(line);
});

test('a statement can be changed from the command line', () => {
  const text = 'expect: [{ id: a, value: { of: trace }, in: "< 1" }]';
  const { predictions } = read(text, ['expect.0.in="> 1"']);
  expect(predictions!.expect).toEqual([{ id: 'a', value: { of: 'trace' }, in: '> 1' }]);
  expect(() => read(text, ['expect.0.in="about 1"'])).toThrow(/^--set expect\.0\.in/);
});

const far = (expression: string, arms = '') =>
  `${arms}expect: [{ id: a, value: { of: "${expression}" }, where: method = sgd, in: "< 1" }]\n`;

test.each([
  ['norm(theta)', []],
  ['distance(theta, theta0)', [0]],
  ['distance(theta, theta[gd], time = 5)', [5]],
  ['distance(outputs, outputs[gd], time = [2, 4])', [2, 4]],
  ['norm(at(theta, time = 3) - theta0)', [0, 3]],
  // What follows from the keys of the runs that are meant, to rounding.
  ['distance(theta, theta[gd], time = 3*rate)', [0.3]],
  ['distance(theta, theta[gd], time = there)', [1]],
  // One that is kept already is not asked for twice.
  ['norm(theta, time = 0.7 + 0.1)', [0.8]],
])('times at which vectors are looked at are asked for: %s', (expression, times) => {
  const arms =
    'arms: { gd: { method: gradient-descent, rate: rate } }\nlet: { there: 0.1/(1 - 0.9) }\n';
  const [spec] = read(`${far(expression, arms)}stop: { time: 10 }`).specs;
  expect(spec!.measure.snapshots).toEqual(times);
  const kept = read(`${far(expression, arms)}stop: { time: 10 }\nmeasure: { snapshots: [0.8] }`);
  expect(kept.specs[0]!.measure.snapshots).toEqual([...new Set([...times, 0.8])].sort());
});

test.each([
  ['norm(trainOutputs)', 'stop: { steps: 5 }', []],
  ['distance(trainOutputs, trainOutputs[gd], time = [2, 4])', 'stop: { time: 10 }', [2, 4]],
])(
  'outputs on the training examples are kept where a statement names them: %s',
  (of, stop, times) => {
    const arms = 'arms: { gd: { method: gradient-descent, rate: rate } }\n';
    const [spec] = read(`${far(of, arms)}${stop}`).specs;
    expect(spec!.measure).toMatchObject({ trainOutputs: true, snapshots: times });
    const [plain] = read(`${far('norm(theta)')}${stop}`).specs;
    expect(plain!.measure).not.toHaveProperty('trainOutputs');
  },
);

test('outputs at the end are kept where the time of the end is set', () => {
  const [spec] = read(`${far('norm(outputs)')}stop: { time: 10 }`).specs;
  expect(spec!.measure.snapshots).toEqual([10]);
});

test.each([
  ['norm(outputs)', 'stop: { steps: 5 }', /outputs are kept at training times; say which/],
  [
    'norm(mean(theta, after = 1))',
    'stop: { time: 5 }',
    /measure\.snapshots, and the file has none/,
  ],
  ['norm(theta, time = trace)', 'stop: { time: 5 }', /must follow from the keys of the grid/],
  ['norm(theta, time = 6)', 'stop: { time: 5 }', /at time 6, after the end at stop\.time 5/],
])('%s with %s is refused in one line', (expression, stop, line) => {
  const place = /^x\.yaml:4:\d+: expect\[0\]: .*/;
  expect(() => read(far(expression) + stop)).toThrow(line);
  expect(() => read(far(expression) + stop)).toThrow(place);
});

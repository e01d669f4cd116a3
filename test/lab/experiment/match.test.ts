import { expect, test } from 'vitest';
import { armKey } from '../../../src/lab/experiment/run-id.ts';
import { errorOf } from '../../support/experiment-error.ts';
import { descent, only, parse, specsOf } from '../../support/standard-experiment.ts';

const sgd = 'methods: [{ method: sgd, rate: 0.1, batch: 4 }]\n';

test('match: loss is part of the stop rule of every run, and of its name', () => {
  const [plain, matched] = [only(descent), only(`${descent}match: loss`)];
  expect(matched).toEqual({ ...plain, stop: { loss: 0.02, steps: 100_000, match: 'loss' } });
  expect(armKey(matched)).not.toBe(armKey(plain));
});

test.each([
  ['steps', 'steps: 100'],
  ['epochs', 'epochs: 3'],
  ['time', 'time: 20'],
])('match: %s holds by the stop rule alone, and leaves specs as they are', (by, rule) => {
  const text = `${sgd}stop: { ${rule} }\n`;
  expect(only(`${text}match: ${by}`)).toEqual(only(text));
});

test.each(['none', '{ loss: 2%, trace: 10% }', '{ loss: 1% }'])(
  'match: %s is about statements and ends no run otherwise',
  (match) => {
    const expected = 'expect: [{ id: a, value: { of: trace }, in: "< 10" }]\n';
    const { specs, predictions } = parse(`${descent}${expected}match: ${match}`);
    expect(specs).toEqual(specsOf(descent + expected));
    expect(predictions).toHaveProperty('match');
  },
);

test('match: loss beside statements is what these compare by, too', () => {
  const expected = 'expect: [{ id: a, value: { of: trace }, in: "< 10" }]\n';
  const { specs, predictions } = parse(`${descent}${expected}match: loss`);
  expect(specs[0]!.stop.match).toBe('loss');
  expect(predictions).toMatchObject({ match: 'loss' });
  expect(parse(`${descent}match: loss`).predictions).toBeUndefined();
});

test.each([
  [
    `${descent}match: time`,
    '2:8: match: time needs stop.time, where all runs end: give it, or let single statements say match',
  ],
  [
    `${descent}match: loss\nstop: { time: 20 }`,
    '2:8: match: loss needs stop.loss, where all runs end: give it, or let single statements say match',
  ],
  [
    `${descent}match: time\nstop: { loss: 0.02, time: 20 }`,
    '3:9: stop.loss ends some runs before others: with match: time give stop.time alone',
  ],
  [
    `${sgd}match: epochs\nstop: { epochs: 3, steps: 100 }`,
    '3:20: stop.steps ends some runs before others: with match: epochs give stop.epochs alone',
  ],
  [
    'methods: [{ method: sgd, rate: 0.1, batch: 4 }, { method: gradient-flow }]\nmatch: steps\nstop: { steps: 100 }',
    '1:59: methods[1].method: gradient-flow has no steps that compare with those of others: match by time, or drop it',
  ],
  [
    'methods: [{ method: langevin, temperature: 1.0e-4, dt: 0.1 }]\nmatch: epochs\nstop: { epochs: 100 }',
    '1:21: methods[0].method: langevin has no epochs that compare with those of others: match by time, or drop it',
  ],
  [
    `${descent}match: lost`,
    '2:1: match says nothing without expect but loss, steps, epochs, time: write one of them, list what is predicted, or drop match',
  ],
])('%s is refused', (text, message) => {
  expect(errorOf(text)).toBe(message);
});

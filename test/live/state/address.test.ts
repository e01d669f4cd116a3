import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, choices, stateOf } from '../../../src/live/state/address.ts';
import { questions, stateOfQuestion } from '../../../src/live/state/questions.ts';
import { ranges } from '../../../src/live/state/ranges.ts';
import { initialState, type LiveState } from '../../../src/live/state/state.ts';

const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);

const anyState = fc.record({
  ...Object.fromEntries(Object.entries(choices).map(([key, names]) => [key, oneOf<string>(names)])),
  ...Object.fromEntries(
    Object.entries(ranges).map(([key, { values }]) => [key, oneOf<number>(values)]),
  ),
  curvature: fc.boolean(),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<LiveState>;

test('an address holds the whole state', () => {
  expect(Object.keys({ ...choices, ...ranges, curvature: true }).sort()).toEqual(
    Object.keys(initialState).sort(),
  );
  fc.assert(
    fc.property(anyState, (state) => {
      expect(stateOf(`#${addressOf(state)}`)).toEqual(state);
    }),
  );
});

test('the initial state has an empty address, and every question one that brings it back', () => {
  expect(addressOf(initialState)).toBe('');
  for (const question of questions) {
    const state = stateOfQuestion(question);
    expect(stateOf(addressOf(state))).toEqual(state);
  }
});

test.each([
  ['an unknown key', 'colour=red'],
  ['an unknown name', 'network=1024'],
  ['a number that no slider has', 'rate=0.1234'],
  ['no number', 'rate='],
  ['words', 'batch=many'],
  ['a switch that is neither on nor off', 'curvature=perhaps'],
  ['a name of every object', 'network=constructor&toString=1'],
])('%s in an address is passed over', (_, address) => {
  expect(stateOf(address)).toEqual(initialState);
});

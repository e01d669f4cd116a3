import { describe, expect, test } from 'vitest';
import { factsOf, outputCard, outputCards } from '../../../src/lab/spec/output.ts';

const outputs = { trace: { name: 'Hessian trace', rank: 1 }, 'layerTrace#': { positive: true } };

describe('the card of an output', () => {
  test('says what its entry says, and the rest by its key', () => {
    expect(outputCard('trace', outputs.trace, 'end')).toEqual({
      key: 'trace',
      name: 'Hessian trace',
      axis: 'trace',
      positive: false,
      at: 'end',
      rank: 1,
      associated: true,
    });
  });

  test('has no association where it belongs to the start, unless its entry says so', () => {
    expect(outputCard('trace', {}, 'start').associated).toBe(false);
    expect(outputCard('trace', { associated: true }, 'start').associated).toBe(true);
  });

  test('is that of the family where the key has a number', () => {
    const cards = outputCards(outputs, ['layerTrace1', 'layerTrace12'], 'end');
    expect(Object.keys(cards)).toEqual(['layerTrace1', 'layerTrace12']);
    expect(cards.layerTrace12).toMatchObject({ key: 'layerTrace12', positive: true });
  });

  test('stands behind those that name their place', () => {
    expect(outputCard('layerTrace1', {}, 'end').rank).toBeGreaterThan(outputs.trace.rank);
  });

  test.each(['layerTrace', 'trace1', 'layerTrace1x'])('is refused for %s, undeclared', (key) => {
    expect(factsOf(outputs, key)).toBeUndefined();
    expect(() => outputCards(outputs, [key], 'end')).toThrow(
      new Error(`output ${key} is not declared; declared: trace, layerTrace#`),
    );
  });
});

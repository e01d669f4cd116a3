import { expect, test } from 'vitest';
import { textWidth } from '../../../src/report/plot/fonts.ts';
import { wrapped } from '../../../src/report/plot/layout/wrap.ts';

const formula = 'last(sharpness)/first(sharpness)';

test('a formula breaks behind an operator where it has no room, and nowhere else', () => {
  const room = textWidth('first(sharpness)*', 18);
  expect(wrapped(formula, room, 18)).toEqual(['last(sharpness)/', 'first(sharpness)']);
  expect(wrapped(formula, 2 * room, 18)).toEqual([formula]);
  expect(wrapped(`mean of ${formula}`, room, 18).join('')).toBe(
    'mean oflast(sharpness)/first(sharpness)',
  );
});

test('a word stays whole, whatever stands within it', () => {
  for (const word of ['sharpness-and-gap', '[−0.0756,', '10⁻³', '−5', 'GD/'])
    expect(wrapped(word, 1, 18)).toEqual([word]);
});

import { describe, expect, test } from 'vitest';
import { didYouMean, distance, nearest } from '../../src/core/nearest.ts';

describe('distance', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['ab', 'ba', 1],
    ['batch', 'bacth', 1],
    // Optimal string alignment edits no part twice; full Damerau–Levenshtein would say 2.
    ['ca', 'abc', 3],
  ])('between %j and %j is %d, both ways', (a, b, edits) => {
    expect(distance(a, b)).toBe(edits);
    expect(distance(b, a)).toBe(edits);
  });
});

const datasets = ['mnist', 'fashion-mnist', 'glyphs', 'idx', 'csv', 'npz'];

describe('nearest', () => {
  test.each([
    ['minst', 'mnist'],
    ['MNIST', 'mnist'],
    ['fashon-mnist', 'fashion-mnist'],
    ['glyph', 'glyphs'],
    ['cvs', 'csv'],
  ])('finds what %s was meant to be', (word, meant) => {
    expect(nearest(word, datasets)).toBe(meant);
  });

  test.each(['cifar', '', 'imagenet'])('finds nothing near %j', (word) => {
    expect(nearest(word, datasets)).toBeUndefined();
  });

  test('prefers fewer edits, then the earlier candidate', () => {
    expect(nearest('trace', ['tracer', 'trace'])).toBe('trace');
    expect(nearest('gap', ['map', 'tap'])).toBe('map');
    expect(nearest('gap', [])).toBeUndefined();
  });
});

test('didYouMean ends an error message, or adds nothing', () => {
  expect(didYouMean('minst', datasets)).toBe(' (did you mean "mnist"?)');
  expect(didYouMean('cifar', datasets)).toBe('');
});

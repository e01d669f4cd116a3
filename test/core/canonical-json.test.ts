import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.ts';

test('equal values have equal text, in whatever order their keys were written', () => {
  const a = { b: [{ d: 1, c: null }, 2], a: 'x' };
  const b = { a: 'x', b: [{ c: null, d: 1 }, 2] };
  expect(canonicalJson(a)).toBe('{"a":"x","b":[{"c":null,"d":1},2]}');
  expect(canonicalJson(b)).toBe(canonicalJson(a));
});

test('the order of a list counts', () => {
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

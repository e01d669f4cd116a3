import { expect, test } from 'vitest';
import { translate } from '../../../src/engine/graph/attributes.ts';
import type { NativeBackend } from '../../../src/engine/tensors/native-backend.ts';

const backend = {
  binding: {
    TF_ATTR_TYPE: 1,
    TF_ATTR_BOOL: 2,
    TF_ATTR_INT: 3,
    TF_ATTR_FLOAT: 4,
    TF_ATTR_STRING: 5,
    TF_ATTR_SHAPE: 6,
  },
} as unknown as NativeBackend;

test.each([
  [1, 1, { kind: 'type', type: 'float32' }],
  [1, 3, { kind: 'type', type: 'int32' }],
  [1, 10, { kind: 'type', type: 'bool' }],
  [2, true, { kind: 'bool', value: true }],
  [3, 7, { kind: 'int', value: 7 }],
  [3, [1, 2], { kind: 'ints', values: [1, 2] }],
  [4, 0.5, { kind: 'float', value: 0.5 }],
  [5, 'SAME', { kind: 'string', value: 'SAME' }],
  [6, [2, 3], { kind: 'shape', shape: [2, 3] }],
])('an attribute of code %d and value %s is kept by kind', (type, value, expected) => {
  expect(translate('Op', { name: 'a', type, value }, backend)).toEqual(expected);
});

test('an unknown attribute or element type is refused by name', () => {
  expect(() => translate('Op', { name: 'a', type: 99, value: 0 }, backend)).toThrow(
    'cannot compile Op; attribute a has unknown type 99',
  );
  expect(() => translate('Op', { name: 'T', type: 1, value: 7 }, backend)).toThrow(
    'cannot compile Op; element type not float32, int32 or bool: 7',
  );
});

import { expect, test } from 'vitest';
import { philox } from '../../src/core/philox.ts';

// Random123's known answers for philox4x32-10 (its file kat_vectors): counter, key, output.
const known = [
  [
    '00000000 00000000 00000000 00000000',
    '00000000 00000000',
    '6627e8d5 e169c58d bc57ac4c 9b00dbd8',
  ],
  [
    'ffffffff ffffffff ffffffff ffffffff',
    'ffffffff ffffffff',
    '408f276d 41c83b0e a20bc7c6 6d5451fd',
  ],
  [
    '243f6a88 85a308d3 13198a2e 03707344',
    'a4093822 299f31d0',
    'd16cfe09 94fdcceb 5001e420 24126ea1',
  ],
] as const;

test.each(known)(
  'philox of counter %s under key %s is the published %s',
  (counter, key, output) => {
    const [c0, c1, c2, c3] = words(counter);
    const [k0, k1] = words(key);
    const out = new Uint32Array(4);
    philox(out, c0!, c1!, c2!, c3!, k0!, k1!);
    expect([...out]).toEqual(words(output));
  },
);

test('words may be signed', () => {
  const unsigned = new Uint32Array(4);
  const signed = new Uint32Array(4);
  philox(unsigned, 0xffffffff, 0x80000000, 1, 2, 0xfffffffe, 3);
  philox(signed, -1, -0x80000000, 1, 2, -2, 3);
  expect(signed).toEqual(unsigned);
});

const words = (text: string) => text.split(' ').map((word) => Number.parseInt(word, 16));

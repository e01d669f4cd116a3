import { expect, test } from 'vitest';
import { crc32 } from '../../../src/problems/data/crc32.ts';

test('CRC-32 is that of the standard’s check, of nothing, and of all bytes', () => {
  const of = (text: string) => crc32(new TextEncoder().encode(text));
  // The check value that every catalogue of CRCs gives for "123456789".
  expect(of('123456789')).toBe(0xcbf43926);
  expect(of('')).toBe(0);
  expect(crc32(Uint8Array.from({ length: 256 }, (_, i) => i))).toBe(0x29058c73);
});

import { describe, expect, test } from 'vitest';
import { bytesKey } from '../../../src/engine/graph/bytes-key.ts';

describe('the key of some bytes', () => {
  test('has a character of its own for each of the 256 bytes', () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => byte);
    expect(bytesKey(Uint8Array.from(bytes))).toHaveLength(256);
    expect(new Set(bytes.map((byte) => bytesKey(Uint8Array.of(byte)))).size).toBe(256);
  });

  test('is that of the part of a buffer which an array shows', () => {
    const all = Float32Array.of(1, 2, 3);
    expect(bytesKey(all.subarray(1))).toBe(bytesKey(Float32Array.of(2, 3)));
    expect(bytesKey(all.subarray(1))).not.toBe(bytesKey(all));
  });

  test('tells −0 from 0, and is the same for the same NaN', () => {
    expect(bytesKey(Float64Array.of(-0))).not.toBe(bytesKey(Float64Array.of(0)));
    expect(bytesKey(Float64Array.of(Number.NaN))).toBe(bytesKey(Float64Array.of(Number.NaN)));
  });
});

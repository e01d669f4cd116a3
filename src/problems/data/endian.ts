/**
 * A copy of big-endian items of `size` bytes in little-endian order; size 1 copies only.
 *
 * Every platform that TensorFlow.js runs on is little-endian, so typed arrays read the copy.
 */
export function littleEndian(bytes: Uint8Array, size: number): ArrayBuffer {
  // A new array begins at the first byte of its own buffer.
  const copy = new Uint8Array(bytes);
  if (size === 1) return copy.buffer;
  for (let start = 0; start < bytes.length; start += size)
    for (let i = 0; i < size; i++) copy[start + i] = bytes[start + size - 1 - i]!;
  return copy.buffer;
}

/**
 * A copy of big-endian items of `size` bytes in little-endian order; size 1 copies only.
 *
 * Every platform that Node runs TensorFlow on is little-endian, so typed arrays read the copy.
 */
export function littleEndian(bytes: Uint8Array, size: number): ArrayBuffer {
  // `Buffer.slice` would share its pool; a new array begins at the first byte of its own buffer.
  const { buffer } = new Uint8Array(bytes);
  const view = Buffer.from(buffer);
  if (size === 2) view.swap16();
  if (size === 4) view.swap32();
  if (size === 8) view.swap64();
  return buffer;
}

/** IDX type codes and how DataView writes them, from the format's description. */
export const idxTypes = {
  uint8: { code: 0x08, size: 1, write: (v: DataView, at: number, x: number) => v.setUint8(at, x) },
  int8: { code: 0x09, size: 1, write: (v: DataView, at: number, x: number) => v.setInt8(at, x) },
  int16: { code: 0x0b, size: 2, write: (v: DataView, at: number, x: number) => v.setInt16(at, x) },
  int32: { code: 0x0c, size: 4, write: (v: DataView, at: number, x: number) => v.setInt32(at, x) },
  float32: {
    code: 0x0d,
    size: 4,
    write: (v: DataView, at: number, x: number) => v.setFloat32(at, x),
  },
  float64: {
    code: 0x0e,
    size: 8,
    write: (v: DataView, at: number, x: number) => v.setFloat64(at, x),
  },
} as const;

/** The bytes of an IDX file, written number by number. */
export function encodeIdx(
  type: keyof typeof idxTypes,
  shape: readonly number[],
  data: readonly number[],
): Uint8Array {
  const { code, size, write } = idxTypes[type];
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + size * data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, code, shape.length]);
  shape.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length);
  });
  data.forEach((x, i) => {
    write(view, header + i * size, x);
  });
  return bytes;
}

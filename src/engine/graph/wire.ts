/**
 * Protocol buffers' wire format: a message is its fields one after the other, each a tag (number and
 * wire type) and a value (protobuf.dev/programming-guides/encoding).
 */
export type Field = Uint8Array;

/** A whole number or truth value; a negative number is its two's complement in 64 bits. */
export const varint = (field: number, value: number | boolean): Field =>
  Uint8Array.from([...base128(8 * field), ...base128(Number(value))]);

/** A float32. */
export function fixed32(field: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return Buffer.concat([Uint8Array.from(base128(8 * field + 5)), bytes]);
}

/** A text in UTF-8, or raw bytes. */
export function bytes(field: number, value: string | Uint8Array): Field {
  const raw = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([Uint8Array.from([...base128(8 * field + 2), ...base128(raw.length)]), raw]);
}

/** A message inside another; fields that are lists stand once for each entry. */
export const message = (field: number, ...fields: readonly Field[]): Field =>
  bytes(field, Buffer.concat(fields));

/** Seven bits a byte, lowest first; the top bit says that more follow. */
function base128(value: number): number[] {
  // Nearly all numbers of a graph are this small.
  if (value >= 0 && value < 128) return [value];
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  return [...out, Number(rest)];
}

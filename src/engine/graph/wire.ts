/**
 * Protocol buffers' wire format: a message is its fields one after the other, each a tag (number and
 * wire type) and a value (protobuf.dev/programming-guides/encoding).
 */
export type Field = Uint8Array;

/** A whole number or truth value; a negative number is its two's complement in 64 bits. */
export const varint = (field: number, value: number | boolean): Field =>
  joined([base128(8 * field), base128(Number(value))]);

/** A float32. */
export function fixed32(field: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joined([base128(8 * field + 5), bytes]);
}

/** A text in UTF-8, or raw bytes. */
export function bytes(field: number, value: string | Uint8Array): Field {
  const raw = typeof value === 'string' ? utf8(value) : value;
  return joined([base128(8 * field + 2), base128(raw.length), raw]);
}

/** A message inside another; fields that are lists stand once for each entry. */
export function message(field: number, ...fields: readonly Field[]): Field {
  const length = fields.reduce((sum, part) => sum + part.length, 0);
  return joined([base128(8 * field + 2), base128(length), ...fields]);
}

/** Bytes one after the other. */
export function joined(parts: readonly ArrayLike<number>[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    // Most parts are a few bytes long, for which `set` takes longer than a loop.
    if (part.length > 24) out.set(part, at);
    else for (let i = 0; i < part.length; i++) out[at + i] = part[i]!;
    at += part.length;
  }
  return out;
}

const encoder = new TextEncoder();

/** A text in UTF-8. Names of nodes are ASCII, for which the encoder takes longer than a loop. */
function utf8(text: string): ArrayLike<number> {
  const out: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return encoder.encode(text);
    out.push(code);
  }
  return out;
}

/** Seven bits a byte, lowest first; the top bit says that more follow. */
function base128(value: number): number[] {
  // Nearly all numbers of a graph are this small.
  if (value >= 0 && value < 128) return [value];
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  return [...out, Number(rest)];
}

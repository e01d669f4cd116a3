import { InputError } from '../../core/error.ts';
import { littleEndian } from './endian.ts';

/** An array in the IDX format. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** Row-major, of product(shape) entries, in this machine's byte order. */
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/**
 * Reads the uncompressed bytes of an IDX file; `file` names them in messages.
 *
 * Format: 0, 0, type code, rank; rank big-endian uint32 sizes; entries, big-endian. Source: LeCun,
 * Cortes & Burges, "The MNIST database of handwritten digits", section "The IDX file format".
 *
 * @throws InputError for a wrong magic number, an unknown type, or a length that does not fit.
 */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const [zero0, zero1, code = -1, rank = 0] = bytes;
  const type = types.get(code);
  if (bytes.length < 4 || zero0 !== 0 || zero1 !== 0 || type === undefined || rank === 0) {
    const codes = [...types.keys()].map(hex).join('|');
    throw new InputError(
      `not an IDX file: ${file}: expected it to begin with 00 00 ${codes} and a rank ≥ 1, ` +
        `found ${found(bytes)}`,
    );
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new InputError(
      `truncated IDX file ${file}: expected a header of ${header} bytes, found ${bytes.length} ` +
        'bytes in all; fetch it again',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = header + shape.reduce((a, b) => a * b, type.BYTES_PER_ELEMENT);
  if (bytes.length !== expected) {
    const what = bytes.length < expected ? 'truncated' : 'over-long';
    throw new InputError(
      `${what} IDX file ${file}: its header [${shape.join(', ')}] needs ${expected} bytes, ` +
        `found ${bytes.length}; fetch it again`,
    );
  }
  if (type === Uint8Array) {
    // A view: 47 MB need no copy. Never the subclass of Node, whose `slice` shares memory.
    const { buffer, byteOffset, length } = bytes;
    return { shape, data: new Uint8Array(buffer, byteOffset + header, length - header) };
  }
  return { shape, data: new type(littleEndian(bytes.subarray(header), type.BYTES_PER_ELEMENT)) };
}

type ItemType =
  | Uint8ArrayConstructor
  | Int8ArrayConstructor
  | Int16ArrayConstructor
  | Int32ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor;

const types: ReadonlyMap<number, ItemType> = new Map<number, ItemType>([
  [0x08, Uint8Array],
  [0x09, Int8Array],
  [0x0b, Int16Array],
  [0x0c, Int32Array],
  [0x0d, Float32Array],
  [0x0e, Float64Array],
]);

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

const found = (bytes: Uint8Array): string =>
  bytes.length === 0 ? 'an empty file' : [...bytes.subarray(0, 4)].map(hex).join(' ');

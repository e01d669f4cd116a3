import { InputError } from '../../core/error.ts';
import { sizeOf } from '../../core/shapes.ts';
import { littleEndian } from './endian.ts';

/** The number types of NumPy that are read and written. */
export type Dtype = keyof typeof kinds;

/** An array as NumPy sees it. */
export interface NdArray {
  readonly dtype: Dtype;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  /** Row-major (C order), of product(shape) entries; `bool` is 0 or 1 in a Uint8Array. */
  readonly data: Numbers;
}

export type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** A typed array with its shape, one axis unless told otherwise, as an {@link NdArray}. */
export function ndarray(data: Numbers, shape: readonly number[] = [data.length]): NdArray {
  const entry = Object.entries(kinds).find(([, { type }]) => data instanceof type);
  const size = sizeOf(shape);
  if (entry === undefined || size !== data.length) {
    throw new InputError(
      `invalid array; its shape [${shape.join(', ')}] holds ${size} entries, its data ` +
        `${data.length} of ${data.constructor.name}`,
    );
  }
  return { dtype: entry[0] as Dtype, shape, data };
}

/**
 * The bytes of a `.npy` file, version 1.0, little-endian, C order.
 *
 * Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays", section "Format
 * Specification".
 */
export function writeNpy({ dtype, shape, data }: NdArray): Uint8Array {
  const { code } = kinds[dtype];
  const order = data.BYTES_PER_ELEMENT === 1 ? '|' : '<';
  // A Python tuple of one entry keeps its comma.
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${order}${code}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Spaces before the newline bring the data to a multiple of 64 bytes.
  const length = 64 * Math.ceil((10 + text.length + 1) / 64) - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength);
  bytes.set([...magic, 1, 0, length & 0xff, length >> 8]);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}

/**
 * Reads the bytes of a `.npy` file, versions 1 to 3; Fortran order is turned into C order, and float16 into
 * float32, which holds it exactly. NumPy under Python 2 wrote sizes as `140L`.
 *
 * @throws InputError, naming `file`, for anything that is not an array of a {@link Dtype}.
 */
export function parseNpy(bytes: Uint8Array, file: string): NdArray {
  const { text, start } = header(bytes, file);
  const descr = /'descr':\s*'([<>|=])([a-zA-Z]\d+)'/.exec(text);
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const tuple = /'shape':\s*\(([\dL,\s]*)\)/.exec(text)?.[1];
  const entry = Object.entries(stored).find(([, { code }]) => code === descr?.[2]);
  if (descr === null || fortran === undefined || tuple === undefined || entry === undefined) {
    throw new InputError(
      `cannot read the array ${file}: its header is ${text.trim().slice(0, 120)}; save it as one ` +
        `of ${Object.keys(stored).join(', ')}`,
    );
  }
  const [dtype, { type }] = entry;
  const shape = tuple
    .split(',')
    .filter((size) => size.trim() !== '')
    .map((size) => Number(size.trim().replace(/L$/, '')));
  const expected = shape.reduce((a, b) => a * b, type.BYTES_PER_ELEMENT);
  if (bytes.length - start !== expected) {
    throw new InputError(
      `damaged array ${file}: ${dtype} [${shape.join(', ')}] needs ${expected} bytes of data, ` +
        `found ${bytes.length - start}; save it again`,
    );
  }
  const size = descr[1] === '>' ? type.BYTES_PER_ELEMENT : 1;
  const items = new type(littleEndian(bytes.subarray(start), size));
  const data = fortran === 'True' ? rowMajor(items, shape) : items;
  return dtype === 'float16'
    ? { dtype: 'float32', shape, data: Float32Array.from(data as Uint16Array, fromHalf) }
    : { dtype: dtype as Dtype, shape, data };
}

/** Bytes; that of an array of numbers takes some hundred. */
const LONGEST_HEADER = 1_000_000;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

const kinds = {
  float32: { code: 'f4', type: Float32Array },
  float64: { code: 'f8', type: Float64Array },
  int8: { code: 'i1', type: Int8Array },
  int16: { code: 'i2', type: Int16Array },
  int32: { code: 'i4', type: Int32Array },
  int64: { code: 'i8', type: BigInt64Array },
  uint8: { code: 'u1', type: Uint8Array },
  uint16: { code: 'u2', type: Uint16Array },
  uint32: { code: 'u4', type: Uint32Array },
  uint64: { code: 'u8', type: BigUint64Array },
  bool: { code: 'b1', type: Uint8Array },
} as const;

/** What a file may hold: the types of arrays here, and one that has no typed array of its own. */
const stored = { ...kinds, float16: { code: 'f2', type: Uint16Array } } as const;

/** The value of a float16: 1 bit of sign, 5 of exponent, 10 of fraction. Source: IEEE 754-2019, §3.4. */
function fromHalf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits >> 15 === 0 ? 1 : -1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function header(bytes: Uint8Array, file: string): { text: string; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  const known = version === 1 || version === 2 || version === 3;
  if (bytes.length < 12 || !magic.every((byte, i) => bytes[i] === byte) || !known) {
    throw new InputError(
      `not a NumPy array: ${file}: expected it to begin with \\x93NUMPY and version 1, 2 or 3`,
    );
  }
  const first = version === 1 ? 10 : 12;
  const start = first + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > Math.min(bytes.length, LONGEST_HEADER)) {
    throw new InputError(
      `damaged array ${file}: a header of ${start} bytes, found ${bytes.length}; save it again`,
    );
  }
  return { text: new TextDecoder('latin1').decode(bytes.subarray(first, start)), start };
}

/** Column-major entries in row-major order. */
function rowMajor(data: Numbers, shape: readonly number[]): Numbers {
  const out = data.slice();
  const index = new Array<number>(shape.length).fill(0);
  for (let to = 0; to < data.length; to++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis]! + index[axis]!;
    out[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return out;
}

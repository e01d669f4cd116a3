/**
 * The bytes of an array as a string, one character each: equal for equal bytes and for no others.
 *
 * A Map compares such keys without hashing them in JavaScript, and −0 and 0 have keys of their own.
 */
export const bytesKey = (array: Uint8Array | Int32Array | Float32Array | Float64Array): string =>
  decoder.decode(array);

// Latin-1, in any of its readings, has a character of its own for each of the 256 bytes.
const decoder = new TextDecoder('latin1');

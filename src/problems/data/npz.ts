import { unzipSync, type Zippable, zipSync } from 'fflate';
import { InputError, reason } from '../../core/error.ts';
import { type NdArray, parseNpy, writeNpy } from './npy.ts';

/** Arrays by name. */
export type Arrays = Readonly<Record<string, NdArray>>;

/**
 * The bytes of a `.npz` file, readable by `numpy.load`: a zip of one `.npy` per array.
 *
 * Stored, as by `numpy.savez`: random weights do not shrink. The same arrays give the same bytes.
 */
export function writeNpz(arrays: Arrays): Uint8Array {
  const members: Zippable = {};
  for (const [name, array] of Object.entries(arrays)) members[`${name}.npy`] = writeNpy(array);
  return zipSync(members, { level: 0, mtime: firstZipDate });
}

/**
 * Reads the bytes of a `.npz` file as `numpy.savez` or `numpy.savez_compressed` writes it.
 *
 * @throws InputError, naming `file`, where it is no zip archive or a member is no array.
 */
export function parseNpz(bytes: Uint8Array, file: string): Arrays {
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(bytes);
  } catch (error) {
    throw new InputError(`cannot unzip ${file}: ${reason(error)}; save it again with numpy.savez`);
  }
  const arrays: Record<string, NdArray> = {};
  for (const [member, data] of Object.entries(members)) {
    const name = member.replace(/\.npy$/, '');
    arrays[name] = parseNpy(data, `${file}:${name}`);
  }
  return arrays;
}

// The earliest date that a zip can hold, and the one that numpy.savez writes.
const firstZipDate = '1980-01-01T00:00:00';

import { type Zippable, zipSync } from 'fflate';
import { InputError } from '../../core/error.ts';
import { type NdArray, parseNpy, writeNpy } from './npy.ts';
import { zipMembers } from './zip.ts';

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

/** A `.npz` file whose arrays are read one by one, so that those that nobody asks for may be of any kind. */
export interface Npz {
  readonly names: readonly string[];
  /**
   * An array of the file.
   *
   * @throws InputError, naming file and array, where it is missing, damaged or of no {@link Dtype}
   */
  array(name: string): NdArray;
}

/**
 * Opens the bytes of a `.npz` file as `numpy.savez` or `numpy.savez_compressed` writes it.
 *
 * @throws InputError, naming `file`, where it is no zip archive.
 */
export function openNpz(bytes: Uint8Array, file: string): Npz {
  const members = new Map(
    zipMembers(bytes, file).map((member) => [member.name.replace(/\.npy$/, ''), member]),
  );
  const names = [...members.keys()];
  return {
    names,
    array(name) {
      const member = members.get(name);
      if (member === undefined) {
        throw new InputError(
          `${file} holds the arrays ${names.join(', ') || '(none)'}, not ${name}; add it`,
        );
      }
      return parseNpy(member.bytes(), `${file}:${name}`);
    },
  };
}

/**
 * All arrays of a `.npz` file, each of which is unpacked when it is first looked at.
 *
 * @throws InputError, naming `file`, where it is no zip archive; and where an array is looked at that is damaged or none.
 */
export function parseNpz(bytes: Uint8Array, file: string): Arrays {
  const { names, array } = openNpz(bytes, file);
  const arrays = {};
  for (const name of names) {
    let found: NdArray | undefined;
    const get = () => {
      found ??= array(name);
      return found;
    };
    Object.defineProperty(arrays, name, { get, enumerable: true });
  }
  return arrays;
}

// The earliest date that a zip can hold, and the one that numpy.savez writes.
const firstZipDate = '1980-01-01T00:00:00';

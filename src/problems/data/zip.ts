import { inflateSync } from 'fflate';
import { InputError, reason } from '../../core/error.ts';
import { type Archive, contentStart, type ZipEntry, zipEntries } from '../../core/zip-directory.ts';
import { crc32 } from './crc32.ts';

/** A file inside a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** How many bytes the directory says that it has, unpacked. */
  readonly size: number;
  /**
   * Its bytes, unpacked.
   *
   * @throws InputError, naming member and archive, where they are not those that were packed
   */
  bytes(): Uint8Array;
}

/**
 * The members of a zip archive, in the order of its directory; `file` names it in messages.
 *
 * @throws InputError where it is no zip archive or is cut off
 */
export function zipMembers(bytes: Uint8Array, file: string): ZipMember[] {
  try {
    return packedMembers(bytes, file);
  } catch (error) {
    throw new InputError(`cannot unzip ${file}: ${reason(error)}; save it again with numpy.savez`);
  }
}

/** The same, for archives of any origin: throws an Error that says no more than what is wrong. */
export function packedMembers(bytes: Uint8Array, file: string): ZipMember[] {
  const archive: Archive = {
    size: bytes.length,
    read: (at, length) => bytes.subarray(at, at + length),
  };
  return zipEntries(archive).map((entry) => ({
    name: entry.name,
    size: entry.size,
    bytes: () => unpacked(archive, entry, file),
  }));
}

/** The most bytes that one packed byte stands for: 258 of a match that takes two bits. Source: RFC 1951, §3.2.5. */
const DEFLATION = 1032;
/** Bytes that Node reads at once. */
const LARGEST = 2 ** 31 - 1;

function unpacked(archive: Archive, entry: ZipEntry, file: string): Uint8Array {
  const { name, method, crc, packed, size } = entry;
  const refuse = (what: string) =>
    new InputError(`member ${name} of ${file} is damaged: ${what}; fetch or save the file again`);
  if (method !== 0 && method !== 8)
    throw new InputError(
      `member ${name} of ${file} has compression ${method}; save it with numpy.savez or numpy.savez_compressed`,
    );
  // Before anything is made that is as large as it says.
  if (method === 0 && size !== packed) throw refuse(`it has ${packed} bytes, not ${size}`);
  if (size > LARGEST || size > packed * DEFLATION)
    throw refuse(`it says that it has ${size} bytes, and is packed into ${packed}`);
  let bytes: Uint8Array;
  try {
    const content = archive.read(contentStart(archive, entry), packed);
    bytes = method === 0 ? content : inflateSync(content, { out: new Uint8Array(size) });
  } catch (error) {
    throw refuse(reason(error));
  }
  if (bytes.length !== size) throw refuse(`it has ${bytes.length} bytes, not ${size}`);
  const found = crc32(bytes);
  if (found !== crc) throw refuse(`its CRC-32 is ${hex(found)}, not ${hex(crc)}`);
  return bytes;
}

const hex = (crc: number): string => crc.toString(16).padStart(8, '0');

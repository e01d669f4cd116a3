import { inflateSync } from 'fflate';
import { InputError, reason } from '../../core/error.ts';
import { crc32 } from './crc32.ts';

/** A file inside a zip archive. */
export interface ZipMember {
  readonly name: string;
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
 * Source: PKWARE APPNOTE 6.3.10, §4.3.7 (local header), §4.3.12 (directory), §4.3.14 to §4.3.16 (its ends), §4.5.3 (Zip64).
 *
 * @throws InputError where it is no zip archive or is cut off
 */
export function zipMembers(archive: Uint8Array, file: string): ZipMember[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  try {
    return entries(view).map((entry) => ({
      name: entry.name,
      bytes: () => unpacked(archive, view, entry, file),
    }));
  } catch (error) {
    // A DataView throws RangeError beyond its end.
    throw new InputError(`cannot unzip ${file}: ${reason(error)}; save it again with numpy.savez`);
  }
}

interface Entry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  /** Bytes in the archive, and bytes once unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where the member's local header starts. */
  readonly offset: number;
}

const ABSENT = 0xffffffff;

function entries(view: DataView): Entry[] {
  const end = endOfDirectory(view);
  const locator = end - 20;
  let [count, at] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  if (locator >= 0 && view.getUint32(locator, true) === 0x07064b50) {
    const long = whole(view, locator + 8);
    [count, at] = [whole(view, long + 32), whole(view, long + 48)];
  }
  return Array.from({ length: count }, () => {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error('its directory is damaged');
    const [name, extra, comment] = [28, 30, 32].map((k) => view.getUint16(at + k, true));
    const entry = entryAt(view, at, name!, extra!);
    at += 46 + name! + extra! + comment!;
    return entry;
  });
}

/** The last place where the end record stands; a comment of up to 65,535 bytes may follow it. */
function endOfDirectory(view: DataView): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 65_535); at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  throw new Error('it is no zip archive, or is cut off');
}

function entryAt(view: DataView, at: number, nameLength: number, extraLength: number): Entry {
  const name = new TextDecoder().decode(
    new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength),
  );
  // What does not fit into 32 bits stands in the extra field of tag 1, in this order.
  let long = zip64(view, at + 46 + nameLength, extraLength);
  const [size, packed, offset] = [24, 20, 42].map((k) => {
    const short = view.getUint32(at + k, true);
    if (short !== ABSENT || long === undefined) return short;
    const value = whole(view, long);
    long += 8;
    return value;
  });
  return {
    name,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    ...{ packed: packed!, size: size!, offset: offset! },
  };
}

function zip64(view: DataView, start: number, length: number): number | undefined {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === 1) return at + 4;
  return undefined;
}

const whole = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

function unpacked(archive: Uint8Array, view: DataView, entry: Entry, file: string): Uint8Array {
  const { name, method, crc, packed, size, offset } = entry;
  const refuse = (what: string) =>
    new InputError(`member ${name} of ${file} is damaged: ${what}; fetch or save the file again`);
  if (method !== 0 && method !== 8)
    throw new InputError(
      `member ${name} of ${file} has compression ${method}; save it with numpy.savez or numpy.savez_compressed`,
    );
  let bytes: Uint8Array;
  try {
    // Name and extra field have lengths of their own in the local header.
    const [nameLength, extraLength] = [26, 28].map((k) => view.getUint16(offset + k, true));
    const start = offset + 30 + nameLength! + extraLength!;
    const content = archive.subarray(start, start + packed);
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

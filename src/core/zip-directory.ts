/** A file inside a zip archive, as its directory lists it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  /** Bytes in the archive, and bytes once unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header starts. */
  readonly offset: number;
}

/** An archive of so many bytes, of which any part can be read; what is beyond its end is left out. */
export interface Archive {
  readonly size: number;
  read(at: number, length: number): Uint8Array;
}

/**
 * What the directory of a zip archive lists, in its order.
 *
 * Source: PKWARE APPNOTE 6.3.10, §4.3.12 (directory), §4.3.14 to §4.3.16 (its ends), §4.5.3 (Zip64).
 *
 * @throws Error, with what is wrong in a few words, where it is no zip archive or is cut off
 */
export function zipEntries(archive: Archive): ZipEntry[] {
  const { count, at, bytes } = directoryOf(archive);
  const view = viewOf(archive, at, bytes);
  if (count * HEADER > bytes) throw new Error(BROKEN);
  let from = 0;
  return Array.from({ length: count }, () => {
    if (from + HEADER > bytes || view.getUint32(from, true) !== 0x02014b50) throw new Error(BROKEN);
    const [name, extra, comment] = [28, 30, 32].map((k) => view.getUint16(from + k, true));
    const next = from + HEADER + name! + extra! + comment!;
    if (next > bytes) throw new Error(BROKEN);
    const entry = entryAt(view, from, name!, extra!);
    from = next;
    return entry;
  });
}

/**
 * Where the packed bytes of a member start, behind its local header, whose name and extra field have lengths of their own.
 *
 * Source: APPNOTE, §4.3.7.
 *
 * @throws Error where there is no such header, or the archive ends before they do
 */
export function contentStart(archive: Archive, { offset, packed }: ZipEntry): number {
  const view = viewOf(archive, offset, 30);
  if (view.getUint32(0, true) !== 0x04034b50) throw new Error('it has no header');
  const start = offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + packed > archive.size) throw new Error('the archive ends before it does');
  return start;
}

/** Bytes of an entry of the directory, without its names. */
const HEADER = 46;
const ABSENT = 0xffffffff;
const CUT_OFF = 'it is no zip archive, or is cut off';
const BROKEN = 'its directory is damaged';

/** A part of an archive, which must be there as a whole. */
function viewOf(archive: Archive, at: number, length: number): DataView {
  // Also where either is beyond 2⁵³.
  if (!(at + length <= archive.size)) throw new Error(CUT_OFF);
  const { buffer, byteOffset, byteLength } = archive.read(at, length);
  if (byteLength < length) throw new Error(CUT_OFF);
  return new DataView(buffer, byteOffset, byteLength);
}

/** The last place where the end record stands tells where the directory is; a comment of up to 65,535 bytes may follow it. */
function directoryOf(archive: Archive): { count: number; at: number; bytes: number } {
  const start = Math.max(0, archive.size - 65_557 - 20);
  const tail = viewOf(archive, start, archive.size - start);
  for (let end = tail.byteLength - 22; end >= 0; end--) {
    if (tail.getUint32(end, true) !== 0x06054b50) continue;
    const locator = end - 20;
    if (locator >= 0 && tail.getUint32(locator, true) === 0x07064b50) {
      const long = viewOf(archive, whole(tail, locator + 8), 56);
      return { count: whole(long, 32), bytes: whole(long, 40), at: whole(long, 48) };
    }
    return {
      count: tail.getUint16(end + 10, true),
      bytes: tail.getUint32(end + 12, true),
      at: tail.getUint32(end + 16, true),
    };
  }
  throw new Error(CUT_OFF);
}

function entryAt(view: DataView, at: number, nameLength: number, extraLength: number): ZipEntry {
  const name = new TextDecoder().decode(
    new Uint8Array(view.buffer, view.byteOffset + at + HEADER, nameLength),
  );
  // What does not fit into 32 bits stands in the extra field of tag 1, in this order.
  const end = at + HEADER + nameLength + extraLength;
  let long = zip64(view, at + HEADER + nameLength, end);
  const [size, packed, offset] = [24, 20, 42].map((k) => {
    const short = view.getUint32(at + k, true);
    if (short !== ABSENT || long === undefined || long + 8 > end) return short;
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

function zip64(view: DataView, start: number, end: number): number | undefined {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === 1) return at + 4;
  return undefined;
}

const whole = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

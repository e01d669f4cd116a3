import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { SetupFailure } from './failure.ts';

interface Member {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Bytes in the archive, and bytes once unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where the local header of the member starts. */
  readonly offset: number;
}

/**
 * Unpacks chosen members of a zip file as streams, so that no member has to fit into memory.
 *
 * `place` maps a member's name to a path below `folder`, or to null to leave it out. Returns the
 * number of files written. Contents are not checked against CRC-32: the caller has checked the
 * hash of the whole file. Throws SetupFailure where the file is not a zip that this can read.
 * Source: PKWARE APPNOTE 6.3.10, §4.3.7 (local header), §4.3.12 (directory), §4.3.16 (its end).
 */
export async function unzip(
  archive: string,
  folder: string,
  place: (name: string) => string | null,
  progress: (fraction: number) => void = () => {},
): Promise<number> {
  const handle = await open(archive, 'r');
  try {
    const wanted = (await directory(handle, archive)).flatMap((member) => {
      const path = member.name.endsWith('/') ? null : place(member.name);
      return path === null ? [] : [{ member, path }];
    });
    const total = wanted.reduce((sum, { member }) => sum + member.size, 0);
    let written = 0;
    for (const { member, path } of wanted) {
      const start = await contentStart(handle, member);
      written += await extract(archive, start, member, inside(folder, path), (bytes) =>
        progress((written + bytes) / Math.max(total, 1)),
      );
    }
    return wanted.length;
  } finally {
    await handle.close();
  }
}

async function directory(handle: FileHandle, archive: string): Promise<Member[]> {
  const { size } = await handle.stat();
  // The end record is 22 bytes and a comment of at most 65,535.
  const tail = await read(handle, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > tail.length) {
    throw new SetupFailure(`${archive} is not a zip file, or is cut off; delete it and try again.`);
  }
  const count = tail.readUInt16LE(end + 10);
  const bytes = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) {
    throw new SetupFailure(`${archive} is a Zip64 archive, which this reader does not know.`);
  }
  const records = await read(handle, start, bytes);
  const members: Member[] = [];
  for (let at = 0; members.length < count; ) {
    if (at + 46 > records.length || records.readUInt32LE(at) !== 0x02014b50) {
      throw new SetupFailure(`${archive} has a broken directory; delete it and try again.`);
    }
    const nameLength = records.readUInt16LE(at + 28);
    members.push({
      name: records.toString('utf8', at + 46, at + 46 + nameLength),
      method: records.readUInt16LE(at + 10),
      packed: records.readUInt32LE(at + 20),
      size: records.readUInt32LE(at + 24),
      offset: records.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + records.readUInt16LE(at + 30) + records.readUInt16LE(at + 32);
  }
  return members;
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

// Name and extra field have their own lengths in the local header; the directory's may differ.
async function contentStart(handle: FileHandle, member: Member): Promise<number> {
  const header = await read(handle, member.offset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) {
    throw new SetupFailure(`The zip member ${member.name} has no header; delete the file.`);
  }
  return member.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function inside(folder: string, path: string): string {
  if (path.startsWith('/') || path.split(/[/\\]/).includes('..')) {
    throw new SetupFailure(`The zip member ${path} points outside its folder; it is refused.`);
  }
  return join(folder, path);
}

async function extract(
  archive: string,
  start: number,
  member: Member,
  target: string,
  progress: (bytes: number) => void,
): Promise<number> {
  await mkdir(dirname(target), { recursive: true });
  let size = 0;
  // An empty member has no bytes to read, and a stream's `end` is inclusive.
  const end = Math.max(start + member.packed - 1, 0);
  const source = member.packed === 0 ? [] : createReadStream(archive, { start, end });
  await pipeline(
    source,
    decoder(member),
    async function* count(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        progress(size);
        yield chunk;
      }
    },
    createWriteStream(target),
  );
  if (size !== member.size) {
    throw new SetupFailure(`The zip member ${member.name} has ${size} bytes, not ${member.size}.`);
  }
  return size;
}

function decoder({ name, method }: Member): Transform {
  if (method === 8) return createInflateRaw();
  if (method === 0) return new PassThrough();
  throw new SetupFailure(`The zip member ${name} uses compression ${method}, not 0 or 8.`);
}

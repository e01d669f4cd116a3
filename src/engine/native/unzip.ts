import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  openSync,
  readSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { reason } from '../../core/error.ts';
import { type Archive, contentStart, type ZipEntry, zipEntries } from '../../core/zip-directory.ts';
import { SetupFailure } from './failure.ts';

/**
 * Unpacks chosen members of a zip file as streams, so that no member has to fit into memory.
 *
 * `place` maps a member's name to a path below `folder`, or to null to leave it out. Returns the
 * number of files written. Contents are not checked against CRC-32: the caller has checked the
 * hash of the whole file. Throws SetupFailure where the file is not a zip that this can read.
 */
export async function unzip(
  archive: string,
  folder: string,
  place: (name: string) => string | null,
  progress: (fraction: number) => void = () => {},
): Promise<number> {
  const handle = openSync(archive, 'r');
  try {
    const source = archiveOf(handle, fstatSync(handle).size);
    const wanted = about(archive, () => zipEntries(source)).flatMap((entry) => {
      const path = entry.name.endsWith('/') ? null : place(entry.name);
      return path === null ? [] : [{ entry, path }];
    });
    const total = wanted.reduce((sum, { entry }) => sum + entry.size, 0);
    let written = 0;
    for (const { entry, path } of wanted) {
      const start = about(`The zip member ${entry.name}`, () => contentStart(source, entry));
      written += await extract(archive, start, entry, inside(folder, path), (bytes) =>
        progress((written + bytes) / Math.max(total, 1)),
      );
    }
    return wanted.length;
  } finally {
    closeSync(handle);
  }
}

/** The archive, of which the directory and the headers are read; they are small. */
const archiveOf = (handle: number, size: number): Archive => ({
  size,
  read(at, length) {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(handle, bytes, 0, length, at));
  },
});

/** What `read` gives; errors name the archive. */
function about<T>(archive: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SetupFailure(
      `${archive} cannot be unpacked: ${reason(error)}; delete it and try again.`,
    );
  }
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
  member: ZipEntry,
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

function decoder({ name, method }: ZipEntry): Transform {
  if (method === 8) return createInflateRaw();
  if (method === 0) return new PassThrough();
  throw new SetupFailure(`The zip member ${name} uses compression ${method}, not 0 or 8.`);
}

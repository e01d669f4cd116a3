import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFolderWhole } from './durable.ts';
import { filesThere, isFileOfRun } from './run-files.ts';

/** Bytes of the length of a parcel's table of contents. */
const HEAD = 4;

/** The record of a run as one sequence of bytes: the names and sizes of its files as JSON, then the files one after the other. */
export function packRun(folder: string, id: string): Uint8Array {
  const path = join(folder, id);
  const files = filesThere(path).map((name) => [name, readFileSync(join(path, name))] as const);
  const table = Buffer.from(JSON.stringify(files.map(([name, { length }]) => [name, length])));
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(table.length);
  return Buffer.concat([head, table, ...files.map(([, bytes]) => bytes)]);
}

/**
 * Puts a packed record into a folder of records, where it appears whole or not at all. That its files are those of this run is for
 * the store to find out.
 *
 * @throws Error where it is no packed record, or has names that no record has; DiskError where it cannot be written
 */
export function unpackRun(parcel: Uint8Array, folder: string, id: string): void {
  const bytes = Buffer.from(parcel.buffer, parcel.byteOffset, parcel.byteLength);
  const files = new Map<string, Uint8Array>();
  let at = HEAD + bytes.readUInt32LE(0);
  for (const [name, size] of tableIn(bytes.subarray(HEAD, at).toString())) {
    files.set(name, bytes.subarray(at, at + size));
    at += size;
  }
  if (at !== bytes.length) throw new Error('it is cut off');
  writeFolderWhole(join(folder, id), files);
}

function tableIn(text: string): readonly (readonly [name: string, size: number])[] {
  const table = JSON.parse(text) as readonly (readonly [string, number])[];
  const isFine = ([name, size]: readonly [unknown, unknown]) =>
    isFileOfRun(name) && Number.isSafeInteger(size) && (size as number) >= 0;
  if (!Array.isArray(table) || !table.every(isFine)) throw new Error('it is no record of a run');
  return table;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { unzip } from '../../../src/engine/native/unzip.ts';
import { scratch, write } from '../../support/fake-install.ts';

const letters = new TextEncoder().encode('abcdefgh'.repeat(40_000)); // several stream chunks
const digits = new TextEncoder().encode('0123456789'.repeat(20_000));
const sample = zipSync({
  'a/letters.txt': [letters, { level: 9 }],
  'a/digits.bin': [digits, { level: 0 }],
  'a/empty.txt': [new Uint8Array(0), { level: 0 }],
  'a/none.txt': [new Uint8Array(0), { level: 6 }],
  'a/folder/': new Uint8Array(0),
  'b/unwanted.txt': digits,
});

function archive(content: Uint8Array): { file: string; out: string } {
  const folder = scratch();
  const file = join(folder, 'sample.zip');
  write(file, content);
  return { file, out: join(folder, 'out') };
}

/** The sample with bytes changed at a place counted from a signature. */
function damaged(signature: readonly number[], at: number, ...bytes: number[]): Uint8Array {
  const copy = Buffer.from(sample);
  copy.set(bytes, copy.indexOf(Buffer.from(signature)) + at);
  return copy;
}
const LOCAL = [0x50, 0x4b, 3, 4];
const CENTRAL = [0x50, 0x4b, 1, 2];
const END = [0x50, 0x4b, 5, 6];

const take = (name: string) => (name.startsWith('a/') ? name.slice(2) : null);

describe('unzip', () => {
  test('stored, deflated and empty members come out byte by byte, others stay', async () => {
    const { file, out } = archive(sample);
    expect(await unzip(file, out, take)).toBe(4);
    expect(readFileSync(join(out, 'letters.txt')).equals(letters)).toBe(true);
    expect(readFileSync(join(out, 'digits.bin')).equals(digits)).toBe(true);
    expect(readFileSync(join(out, 'empty.txt')).length).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['digits.bin', 'empty.txt', 'letters.txt', 'none.txt']);
  });

  test('progress rises to 1', async () => {
    const { file, out } = archive(sample);
    const seen: number[] = [];
    await unzip(file, out, take, (fraction) => seen.push(fraction));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.at(-1)).toBe(1);
  });

  test('extra fields before the contents are skipped', async () => {
    const extra = { 21589: new Uint8Array([0, 1, 2, 3, 4]) };
    const { file, out } = archive(zipSync({ 'a/digits.bin': [digits, { level: 0, extra }] }));
    await unzip(file, out, take);
    expect(readFileSync(join(out, 'digits.bin')).equals(digits)).toBe(true);
  });

  test('a comment at the end of the archive does no harm', async () => {
    const comment = new TextEncoder().encode('made for a test');
    const changed = damaged(END, 20, comment.length, 0);
    const { file, out } = archive(Buffer.concat([changed, comment]));
    expect(await unzip(file, out, take)).toBe(4);
  });

  test.each([
    [
      'a file that is no zip',
      new TextEncoder().encode('<html>'),
      /it is no zip archive, or is cut off/,
    ],
    ['an empty file', new Uint8Array(0), /it is no zip archive, or is cut off/],
    ['a cut-off zip', sample.subarray(0, 2000), /it is no zip archive, or is cut off/],
    ['a directory of 65,535 members', damaged(END, 10, 0xff, 0xff), /its directory is damaged/],
    ['a directory without its signature', damaged(CENTRAL, 0, 0), /its directory is damaged/],
    [
      'a directory that claims too many members',
      damaged(END, 10, 99, 0),
      /its directory is damaged/,
    ],
    ['a member without a header', damaged(LOCAL, 0, 0), /has no header/],
    ['an unknown compression', damaged(CENTRAL, 10, 12), /uses compression 12, not 0 or 8/],
    ['a wrong size', damaged(CENTRAL, 24, 1, 0, 0, 0), /has 320000 bytes, not 1/],
  ])('%s is refused', async (_title, content, message) => {
    const { file, out } = archive(content);
    await expect(unzip(file, out, take)).rejects.toThrow(message);
  });

  test.each(['../outside.txt', '/outside.txt', 'a/../../outside.txt', 'a\\..\\outside.txt'])(
    'a member may not leave its folder by the name %s',
    async (name) => {
      const { file, out } = archive(zipSync({ [name]: digits }));
      await expect(unzip(file, out, (member) => member)).rejects.toThrow(/points outside/);
      expect(existsSync(join(out, '..', 'outside.txt'))).toBe(false);
    },
  );
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readBytes, readNpz } from '../../../src/lab/data/file.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder();
const file = join(folder, 'a-file');
const small = Uint8Array.from({ length: 18 }, (_, i) => 7 * i);

test('a file may be gzipped, under any name', () => {
  for (const bytes of [small, gzipSync(small)]) {
    writeFileSync(file, bytes);
    expect([...readBytes(file)]).toEqual([...small]);
  }
});

test('an .npz file gives its arrays by name', () => {
  writeFileSync(file, writeNpz({ a: ndarray(Float64Array.of(0.5, -1)) }));
  expect(readNpz(file)).toEqual({ a: ndarray(Float64Array.of(0.5, -1)) });
});

describe('a file is refused with one line', () => {
  test('when its gzip stream is cut', async () => {
    writeFileSync(file, gzipSync(small).subarray(0, 20));
    expect(await complaint(() => readBytes(file))).toMatch(
      /damaged gzip file .*a-file: unexpected end of file after 20 bytes; fetch it again/,
    );
  });

  test('when it cannot be read', async () => {
    expect(await complaint(() => readBytes(folder))).toMatch(
      /^cannot read .*: EISDIR.*; give a readable file$/,
    );
  });

  test('when it is missing', async () => {
    expect(await complaint(() => readNpz(join(folder, 'none.npz')))).toMatch(
      /^cannot read .*none\.npz: ENOENT/,
    );
  });
});

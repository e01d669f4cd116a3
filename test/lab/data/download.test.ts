import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type DatasetCard, datasetCard } from '../../../src/lab/data/card.ts';
import { sha256 } from '../../../src/lab/data/checksum.ts';
import { locate } from '../../../src/lab/data/dataset-files.ts';
import { loadNamed } from '../../../src/lab/data/named.ts';
import { encodeIdx } from '../../support/encode-idx.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const baseDir = scratchFolder();
const card = datasetCard('fashion-mnist');
const silent = () => {};

// A small set of the same form, served as the project's address would serve it.
const files: Record<string, Uint8Array> = {
  'train-images-idx3-ubyte': encodeIdx('uint8', [2, 1, 2], [1, 2, 3, 4]),
  'train-labels-idx1-ubyte': encodeIdx('uint8', [2], [0, 1]),
  't10k-images-idx3-ubyte': encodeIdx('uint8', [1, 1, 2], [5, 6]),
  't10k-labels-idx1-ubyte': encodeIdx('uint8', [1], [1]),
};
const server = createServer((request, response) => {
  const [, kind, file = ''] = (request.url ?? '').split('/');
  const bytes = files[file.replace(/\.gz$/, '')];
  if (bytes === undefined || kind === 'gone') response.writeHead(404, 'Not Found').end();
  else response.end(kind === 'plain' ? bytes : gzipSync(bytes));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => server.close());
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const small = (kind: string): DatasetCard => ({
  ...card,
  folders: [],
  download: `${address}/${kind}`,
  checksums: Object.fromEntries(Object.entries(files).map(([name, b]) => [name, sha256(b)])),
});
const places = (name: string) => ({ cacheDir: join(baseDir, name), baseDir });

describe('Fashion-MNIST', () => {
  const folder = locate(card, places('none'));
  test.skipIf(folder === undefined)('as installed is what was published', async () => {
    const set = await loadNamed(card, folder, places('none'), silent);
    expect([set.train.count, set.test.count, set.outputs]).toEqual([60_000, 10_000, 10]);
    expect(set.checksums).toEqual(card.checksums);
    const counts = new Array<number>(10).fill(0);
    for (const label of set.train.labels!) counts[label]!++;
    expect(counts).toEqual(new Array(10).fill(6000));
  });

  test('is downloaded once, file by file, and then read from the cache', async () => {
    const lines: string[] = [];
    const load = () => loadNamed(small('a'), undefined, places('once'), (line) => lines.push(line));
    const set = await load();
    expect([...set.train.pixels, ...set.test.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(`downloading ${address}/a/train-images-idx3-ubyte.gz`);
    expect(await load()).toEqual(set);
    expect(lines).toHaveLength(4);
    expect(readdirSync(join(baseDir, 'once', 'fashion-mnist'))).toHaveLength(4);
  });

  test('is taken from an installed folder before the cache', async () => {
    mkdirSync(join(baseDir, 'installed'));
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(baseDir, 'installed', name), bytes);
    }
    const here = { ...small('gone'), folders: [join(baseDir, 'installed')] };
    const set = await loadNamed(here, undefined, places('unused'), silent);
    expect(set.source).toBe(join(baseDir, 'installed'));
    expect(existsSync(join(baseDir, 'unused'))).toBe(false);
  });
});

describe('a failed download is one line that says where to put the files', () => {
  const fails = (kind: string, change: Partial<DatasetCard> = {}, offline = false) =>
    complaint(() =>
      loadNamed({ ...small(kind), ...change }, undefined, { ...places(kind), offline }, silent),
    );
  const put = (kind: string) =>
    'put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, ' +
    `t10k-labels-idx1-ubyte.gz into ${join(baseDir, kind, 'fashion-mnist')}, or set data.path to ` +
    'their folder';

  test('when the file is not there', async () => {
    expect(await fails('gone')).toBe(
      `cannot download Fashion-MNIST from ${address}/gone/train-images-idx3-ubyte.gz: 404 Not ` +
        `Found; ${put('gone')}`,
    );
  });

  test('when nobody answers, with the reason', async () => {
    // Port 1 is reserved and closed, so the connection is refused at once.
    expect(await fails('closed', { download: 'http://127.0.0.1:1' })).toMatch(
      /^cannot download .*ubyte\.gz: .*(ECONNREFUSED|bad port).*; put train-images/,
    );
  });

  test('when downloads are off', async () => {
    expect(await fails('off', {}, true)).toBe(
      `Fashion-MNIST is not on this machine and downloads are off; ${put('off')}`,
    );
  });

  test('when no address is known, with the folders where the files may lie', async () => {
    const { download, ...without } = { ...small('off'), folders: ['/nowhere', '/neither'] };
    expect(download).toBeDefined();
    expect(await complaint(() => loadNamed(without, undefined, places('off'), silent))).toBe(
      'cannot find Fashion-MNIST in /nowhere, /neither; put its files there, or set data.path to a ' +
        `folder with ${Object.keys(files).join(', ')}`,
    );
  });

  test('when what comes is no gzip file', async () => {
    expect(await fails('plain')).toMatch(
      /^damaged gzip file http.*\/plain\/train-images-idx3-ubyte\.gz: .*; fetch it again$/,
    );
  });

  test('when what comes is not the published file, and then nothing is kept', async () => {
    expect(await fails('other', { checksums: card.checksums })).toMatch(
      /^wrong data in http.*other\/train-images-idx3-ubyte\.gz: SHA-256 .* expected c59f468a/,
    );
    expect(readdirSync(join(baseDir, 'other', 'fashion-mnist'))).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failedSetup, rememberSetup } from '../../src/cli/host/failed-setup.ts';
import { addonReady, cachePaths, libraryReady } from '../../src/engine/native/cache.ts';
import { addonSum } from '../../src/engine/native/damage.ts';
import { ensureNative, nativeDamage } from '../../src/engine/native/install.ts';
import { datasetCard } from '../../src/lab/data/card.ts';
import { sha256 } from '../../src/lab/data/checksum.ts';
import { loadNamed } from '../../src/lab/data/named.ts';
import { leasedBy, type Runner, takeLease } from '../../src/lab/records/lease.ts';
import type { RunState } from '../../src/lab/run/run-state.ts';
import { checkpointFile, removeCheckpoints } from '../../src/lab/runner/checkpoint-file.ts';
import { encodeIdx } from '../support/encode-idx.ts';
import { fake, pin } from '../support/fake-install.ts';
import { complaint, scratchFolder } from '../support/scratch-folder.ts';

const scratch = scratchFolder();
let count = 0;
const folder = (): string => {
  const path = join(scratch, String(count++));
  mkdirSync(path);
  return path;
};

const remove = (path: string) => rmSync(path, { recursive: true, force: true });
const instead = (put: (path: string) => void) => (path: string) => {
  remove(path);
  put(path);
};

/** Ways in which any file of a cache can be damaged. */
const damages = {
  'is missing': remove,
  'is empty': (path) => truncateSync(path),
  'was cut off': (path) => truncateSync(path, 5),
  'has more behind it': (path) => appendFileSync(path, 'more'),
  'has one bit turned': (path) => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
  },
  'is of another version': (path) => writeFileSync(path, '{"version":99}\n'),
  'is a folder': instead((path) => mkdirSync(path)),
  'is a link that leads nowhere': instead((path) => symlinkSync('nowhere', path)),
  'is a link to itself': instead((path) => symlinkSync(path, path)),
  'is a pipe that nobody writes to': instead((path) => void execFileSync('mkfifo', [path])),
} satisfies Record<string, (path: string) => void>;
type Kind = keyof typeof damages;
const kinds = Object.keys(damages) as Kind[];
const but = (...names: Kind[]) => kinds.filter((kind) => !names.includes(kind));

describe('a file of a dataset in the cache that', () => {
  const files: Record<string, Uint8Array> = {
    'train-images-idx3-ubyte': encodeIdx('uint8', [2, 1, 2], [1, 2, 3, 4]),
    'train-labels-idx1-ubyte': encodeIdx('uint8', [2], [0, 1]),
    't10k-images-idx3-ubyte': encodeIdx('uint8', [1, 1, 2], [5, 6]),
    't10k-labels-idx1-ubyte': encodeIdx('uint8', [1], [1]),
  };
  const card = {
    ...datasetCard('fashion-mnist'),
    folders: [],
    checksums: Object.fromEntries(Object.entries(files).map(([name, b]) => [name, sha256(b)])),
  };
  const load = (cacheDir: string) =>
    loadNamed(card, undefined, { cacheDir, baseDir: cacheDir, offline: true }, () => {});

  // A pipe is waited for, as of `<(…)` in a shell.
  test.each(but('is a pipe that nobody writes to'))('%s is refused in one line', async (kind) => {
    const cacheDir = folder();
    const place = join(cacheDir, card.name);
    mkdirSync(place);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(place, name), bytes);
    expect((await load(cacheDir)).train.count).toBe(2);
    damages[kind](join(place, 'train-images-idx3-ubyte'));
    expect(await complaint(() => load(cacheDir))).toMatch(
      /wrong data in .*train-images.*replace the file|cannot read .*train-images.*give a readable file|is not on this machine and downloads are off; put .*train-images/,
    );
    expect(readdirSync(place)).toContain('t10k-images-idx3-ubyte');
  });
});

describe('a checkpoint that', () => {
  const state: RunState = { seconds: { total: 1, training: 0.5 } };

  test.each(kinds)(
    '%s is not gone on from, which one line says, and gives way to the next',
    (kind) => {
      const [records, id] = [folder(), '0123456789abcdef'];
      const [file, other] = [
        checkpointFile(records, id),
        checkpointFile(records, 'fedcba9876543210'),
      ];
      for (const one of [file, other]) one.write(state);
      const path = join(records, '.checkpoints', id);
      damages[kind](path);
      const { notice, ...found } = file.read();
      expect(found).toEqual({});
      if (kind === 'is missing') expect(notice).toBeUndefined();
      else expect(notice).toMatch(/^starts anew, since its checkpoint \S+ (is|has|cannot) [^\n]+$/);
      file.write(state);
      expect(file.read().state).toEqual(state);
      expect(other.read().state).toEqual(state);
      removeCheckpoints(records, (one) => one === id);
      expect([file.read(), other.read().state]).toEqual([{}, state]);
    },
  );

  test('has a file for its folder is none, and cannot be written in one line', () => {
    const records = folder();
    writeFileSync(join(records, '.checkpoints'), 'mine');
    const file = checkpointFile(records, '0123456789abcdef');
    expect(file.read()).toEqual({});
    removeCheckpoints(records, () => true);
    expect(() => file.write(state)).toThrow(
      /cannot write .*something else has the name of its folder \(EEXIST\); move that away/,
    );
    expect(readFileSync(join(records, '.checkpoints'), 'utf8')).toBe('mine');
  });
});

describe('a lease that', () => {
  const id = '0123456789abcdef';
  const runner: Runner = { host: 'here', machine: 'here', pid: 1, isAlive: () => true };

  test.each(but('is missing'))('%s is somebody’s for a while, and then anybody’s', (kind) => {
    const place = folder();
    const path = join(place, `${id}.lease`);
    takeLease(place, id, { ...runner, host: 'there', machine: 'there' });
    const other = takeLease(place, 'fedcba9876543210', runner);
    damages[kind](path);
    expect(leasedBy(place, id, runner)).toMatch(/^(unknown|there)$/);
    expect(takeLease(place, id, runner)).toEqual({
      host: expect.stringMatching(/^(unknown|there)$/),
    });
    const then = Date.now() / 1000 - 100;
    (kind.includes('link') ? lutimesSync : utimesSync)(path, then, then);
    const lease = takeLease(place, id, runner);
    expect(lease).toHaveProperty('renew');
    expect(leasedBy(place, id, runner)).toBe('here');
    expect(other).toHaveProperty('renew');
    expect(readdirSync(place).filter((name) => name.startsWith('.writing-'))).toEqual([]);
  });
});

describe('a set-up of TensorFlow that failed', () => {
  const cache = folder();
  const file = join(cache, 'flowlab', 'failed-setup.json');
  beforeEach(() => void vi.stubEnv('XDG_CACHE_HOME', cache));
  afterEach(() => void vi.unstubAllEnvs());
  const hours = (n: number) => statSync(file).mtimeMs + 3_600_000 * n;

  test('is remembered for a day, unless it is done since', () => {
    expect(failedSetup(0)).toBeUndefined();
    rememberSetup(['No pip was found.']);
    expect(failedSetup(hours(2))).toEqual({ hoursAgo: 2, missing: ['No pip was found.'] });
    for (const late of [24, -1]) expect(failedSetup(hours(late))).toBeUndefined();
    rememberSetup(undefined);
    expect(readdirSync(join(cache, 'flowlab'))).toEqual([]);
  });

  test.each(but('is missing', 'has one bit turned'))(
    'and is remembered in a file which %s is tried again',
    (kind) => {
      rememberSetup(['No pip was found.']);
      damages[kind](file);
      expect(failedSetup(Date.now())).toBeUndefined();
      remove(file);
    },
  );
});

describe('a part of the cached TensorFlow that', () => {
  const ensure = async (own: ReturnType<typeof fake>) =>
    ensureNative({ cacheDir: own.cacheDir, log: () => {}, verify: true, env: {} }, own.machine);
  const cases = (['cc', 'framework', 'addon', 'sum'] as const).flatMap((part) =>
    kinds
      // The hash of the addon is known from nowhere else; an addon that goes is compiled again.
      .filter((kind) => part !== 'sum' || kind !== 'is missing')
      .map((kind) => [part, kind] as const),
  );

  test.each(cases)('is the %s and %s is made again by flowlab setup', async (part, kind) => {
    const own = fake();
    await ensure(own);
    const paths = cachePaths(own.cacheDir, pin, '4.22.0');
    const file = part === 'sum' ? addonSum(paths.addon) : paths[part];
    const others = join(dirname(paths.root), 'others');
    mkdirSync(others);
    damages[kind](file);
    expect((await ensure(own)).ready).toBe(true);
    expect([libraryReady(paths, pin), addonReady(paths)]).toEqual([true, true]);
    expect(await nativeDamage(own, own.machine)).toEqual([]);
    expect(readdirSync(dirname(paths.root)).sort()).toEqual([
      'others',
      'tensorflow-2.21.0-linux-x86_64',
    ]);
  });
});

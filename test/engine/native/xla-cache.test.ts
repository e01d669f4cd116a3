import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  bytesIn,
  clear,
  prune,
  xlaCacheFlags,
  xlaCacheFolder,
} from '../../../src/engine/native/xla-cache.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const scratch = scratchFolder();

/** Forty steps that XLA compiles, in a process whose cache is here: the weights at the end as bytes. */
function steps(cacheDir: string): string {
  const script = fileURLToPath(new URL('../../support/compiled-steps.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', script, cacheDir],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        XDG_CACHE_HOME: cacheDir,
        TF_XLA_FLAGS: '',
        TF_NUM_INTRAOP_THREADS: '1',
      },
    },
  );
  expect(status, stderr).toBe(0);
  return stdout;
}

test('code that XLA compiled is found again by the next process, and made anew where it is damaged', () => {
  const cacheDir = join(scratch, 'cache');
  const below = join(cacheDir, 'xla');
  const first = steps(cacheDir);
  const folder = join(below, readdirSync(below)[0]!);
  const [file] = readdirSync(folder).map((name) => join(folder, name));
  const { size, mtimeMs } = statSync(file!);
  expect(steps(cacheDir)).toBe(first);
  expect(statSync(file!).mtimeMs).toBe(mtimeMs);
  truncateSync(file!, size / 2);
  expect(steps(cacheDir)).toBe(first);
  expect(statSync(file!).size).toBe(size);
}, 60_000);

describe('the folder of compiled code', () => {
  test('is of one TensorFlow and processor, and is made', () => {
    const folder = xlaCacheFolder(scratch, '2.21.0');
    expect(folder).not.toBe(xlaCacheFolder(scratch, '2.22.0'));
    expect(xlaCacheFlags(folder, undefined)).toBe(`--tf_xla_persistent_cache_directory=${folder}`);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  test('leaves what the user has set as it is', () => {
    const folder = join(scratch, 'own');
    expect(xlaCacheFlags(folder, '--tf_xla_auto_jit=0')).toBe(
      `--tf_xla_auto_jit=0 --tf_xla_persistent_cache_directory=${folder}`,
    );
    expect(xlaCacheFlags(folder, '--tf_xla_persistent_cache_directory=/x')).toBeUndefined();
  });

  test('is not used where it cannot be made', () => {
    writeFileSync(join(scratch, 'file'), '');
    expect(xlaCacheFlags(join(scratch, 'file', 'below'), undefined)).toBeUndefined();
  });

  test('keeps the newest within its bounds, is emptied, and comes back', () => {
    const folder = join(scratch, 'full');
    mkdirSync(folder);
    for (const k of [1, 2, 3, 4]) {
      writeFileSync(join(folder, `${k}`), new Uint8Array(k === 4 ? 0 : 10));
      utimesSync(join(folder, `${k}`), k, k);
    }
    prune(folder, 20);
    expect(readdirSync(folder)).toEqual(['2', '3', '4']);
    expect(bytesIn(folder)).toBe(20);
    clear(folder);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
    expect(bytesIn(folder)).toBe(0);
    clear(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });
});

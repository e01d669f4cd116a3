import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { cachePaths } from '../../../src/engine/native/cache.ts';
import { ensureNative } from '../../../src/engine/native/install.ts';
import { type Companion, pinFor } from '../../../src/engine/native/pins.ts';
import { nativeStatus } from '../../../src/engine/native/status.ts';
import { done, fake, type Programs, pin, working } from '../../support/fake-install.ts';

const bytes = zipSync({
  'nvidia/__init__.py': new Uint8Array(),
  'nvidia/cublas/lib/libcublas.so.12': new Uint8Array(1000).fill(7),
  'nvidia_cublas.dist-info/RECORD': new Uint8Array(),
});
const cublas: Companion = {
  ...{ version: '12.9', distribution: 'nvidia-cublas-cu12', file: 'cublas.whl' },
  ...{ pythonVersion: '3.11', abi: 'cp311', platformTag: 'manylinux_2_27_x86_64' },
  sha256: createHash('sha256').update(bytes).digest('hex'),
  ...{ bytes: bytes.length, folder: 'cublas', unpacked: 1000 },
};

/** pip that knows the wheel of a companion too, as `content`. */
const programs = (content: Uint8Array): Programs => ({
  ...working,
  pip3: (args, cwd) => {
    if (!args.includes('nvidia-cublas-cu12==12.9')) return working.pip3!(args, cwd);
    const folder = args[args.indexOf('--dest') + 1]!;
    writeFileSync(join(folder, 'source'), content);
    copyFileSync(join(folder, 'source'), join(folder, 'cublas.whl'));
    return done();
  },
});

async function ensured(content: Uint8Array = bytes) {
  const own = fake(programs(content), {
    ...{ pin: { ...pin, companions: [cublas] }, command: 'flowlab setup --engine gpu' },
  });
  const lines: string[] = [];
  const options = { cacheDir: own.cacheDir, log: (line: string) => void lines.push(line), env: {} };
  const status = await ensureNative(options, own.machine);
  return { own, lines, status, options };
}

test('libraries beside TensorFlow lie where it looks for them, and are fetched once', async () => {
  const { own, lines, status, options } = await ensured();
  expect(status).toMatchObject({ ready: true, how: 'linked' });
  const { root } = cachePaths(own.cacheDir, pin, '4.22.0');
  // By its RUNPATH: $ORIGIN/../nvidia/cublas/lib.
  const library = join(root, '..', 'nvidia', 'cublas', 'lib', 'libcublas.so.12');
  expect(readFileSync(library).length).toBe(1000);
  expect(lines[0]).toMatch(/^TensorFlow for GPUs: 2 wheels, .* GB to download, .* GB on the disk$/);
  own.calls.length = 0;
  await ensureNative(options, own.machine);
  expect(own.calls).toEqual([]);
});

test('a missing one is noticed, and fetched alone', async () => {
  const { own, options } = await ensured();
  const folder = join(own.cacheDir, 'nvidia', 'cublas');
  rmSync(folder, { recursive: true });
  expect(nativeStatus({ cacheDir: own.cacheDir }, own.machine).ready).toBe(false);
  own.calls.length = 0;
  expect((await ensureNative(options, own.machine)).ready).toBe(true);
  expect(own.calls.filter((call) => call.endsWith(' download'))).toHaveLength(1);
  expect(existsSync(folder)).toBe(true);
});

test('one with another hash is refused, and nothing of it is kept', async () => {
  const wrong = Uint8Array.from(bytes);
  wrong[40]! ^= 1;
  const { own, status } = await ensured(wrong);
  expect(status.ready).toBe(false);
  expect(status.missing[0]).toMatch(/SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}/);
  expect(existsSync(join(own.cacheDir, 'nvidia'))).toBe(false);
});

test('every pin for GPUs names one published file, and each folder once', () => {
  const gpu = pinFor('linux', 'x64', 'gpu')!;
  expect(gpu.distribution).toBe('tensorflow');
  const all = [gpu, ...gpu.companions!];
  for (const { distribution, version, file, platformTag, sha256 } of all) {
    expect(file.startsWith(`${distribution.replaceAll('-', '_')}-${version}-`)).toBe(true);
    expect(file).toContain(platformTag);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
  const folders = gpu.companions!.map(({ folder }) => folder);
  expect(folders.toSorted()).toEqual([
    ...['cublas', 'cuda_cupti', 'cuda_nvcc', 'cuda_nvrtc', 'cuda_runtime', 'cudnn', 'cufft'],
    ...['curand', 'cusolver', 'cusparse', 'nccl', 'nvjitlink'],
  ]);
  expect(pinFor('linux', 'arm64', 'gpu')).toBe(null);
});

import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll } from 'vitest';
import type { Exec, ExecResult } from '../../src/engine/native/exec.ts';
import type { Machine } from '../../src/engine/native/machine.ts';
import type { WheelPin } from '../../src/engine/native/pins.ts';

const scratches: string[] = [];
afterAll(() => {
  for (const folder of scratches) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own for a test, deleted at the end of the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flowlab-native-'));
  scratches.push(folder);
  return folder;
}

export const done = (stdout = ''): ExecResult => ({ code: 0, absent: false, stdout, stderr: '' });
export const failed = (stderr: string): ExecResult => ({
  code: 1,
  absent: false,
  stdout: '',
  stderr,
});
export const notFound: ExecResult = { code: null, absent: true, stdout: '', stderr: '' };

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const text = (content: string) => new TextEncoder().encode(content);
const CC = text('cc'.repeat(50_000));
const FRAMEWORK = text('framework'.repeat(300));

/** A wheel with the layout of TensorFlow's, in kilobytes. */
export const wheelBytes = zipSync({
  'tensorflow/libtensorflow_cc.so.2': [CC, { level: 6 }],
  'tensorflow/libtensorflow_framework.so.2': [FRAMEWORK, { level: 0 }],
  'tensorflow/include/tensorflow/c/c_api.h': text('// c'),
  'tensorflow/include/tensorflow/core/framework/op.h': text('// not wanted'),
  'tensorflow/python/__init__.py': text('# not wanted'),
});

export const pin: WheelPin = {
  version: '2.21.0',
  distribution: 'tensorflow-cpu',
  file: 'small.whl',
  pythonVersion: '3.11',
  abi: 'cp311',
  platformTag: 'manylinux_2_27_x86_64',
  sha256: sha256(wheelBytes),
  bytes: wheelBytes.length,
  libraries: { cc: CC.length, framework: FRAMEWORK.length },
  sums: { cc: sha256(CC), framework: sha256(FRAMEWORK) },
};

/** Programs of a fake machine by name; each call is noted as "name first-argument". */
export type Programs = Readonly<
  Record<string, (args: readonly string[], cwd?: string) => ExecResult>
>;

/** A machine where pip, compiler and node do what they should, and npm cannot reach its server. */
export const working: Programs = {
  pip3: (args) => {
    if (args[0] !== 'download') return done();
    const wheel = join(after(args, '--dest'), 'source.tmp');
    writeFileSync(wheel, wheelBytes);
    copyFileSync(wheel, join(after(args, '--dest'), pin.file));
    return done();
  },
  'g++': (args) => {
    if (args.includes('-o')) writeFileSync(after(args, '-o'), 'addon');
    return done();
  },
  node: () => done(),
  npm: () => failed('npm warn old\nnpm error Error: getaddrinfo ENOTFOUND example.org\n'),
};

export interface Fake {
  readonly machine: Machine;
  readonly calls: string[];
  readonly folder: string;
  readonly packageDir: string;
  readonly cacheDir: string;
}

/** A machine with an installed package folder and an empty cache. */
export function fake(programs: Programs = working, changes: Partial<Machine> = {}): Fake {
  const folder = scratch();
  const packageDir = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  write(join(packageDir, 'package.json'), '{ "version": "4.22.0" }');
  const apiHeaders = join(folder, 'headers');
  write(join(apiHeaders, 'node_api.h'), '');
  const calls: string[] = [];
  const exec: Exec = async (command, args, { cwd }) => {
    calls.push([command, args[0]].join(' '));
    return programs[command]?.(args, cwd) ?? notFound;
  };
  const machine: Machine = {
    platform: 'linux',
    arch: 'x64',
    binding: {
      name: '@tensorflow/tfjs-node',
      version: '4.22.0',
      prefix: join(folder, 'native', 'tfjs-node'),
    },
    packageDir,
    apiHeaders,
    pin,
    freeBytes: 1,
    exec,
    command: 'flowlab setup',
    ...changes,
  };
  return { machine, calls, folder, packageDir, cacheDir: join(folder, 'cache') };
}

/** Writes a file and the folders above it. */
export function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function after(args: readonly string[], flag: string): string {
  return args[args.indexOf(flag) + 1] ?? '';
}

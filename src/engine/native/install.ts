import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compileAddon, findCompiler } from './addon.ts';
import { fetchBinding } from './binding-package.ts';
import {
  addonReady,
  type CachePaths,
  cachePaths,
  checkSpace,
  libraryReady,
  partialFolder,
  publish,
  sweep,
} from './cache.ts';
import { installCompanions, missingCompanions } from './companions.ts';
import { type Damage, damageIn, discard } from './damage.ts';
import { firstLine, SetupFailure, sentence } from './failure.ts';
import { linkedCache, linkPackage, packageVersion } from './link.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type Companion, megabytes, type WheelPin } from './pins.ts';
import { absent, type NativeStatus, nativeStatus } from './status.ts';
import { unzip } from './unzip.ts';
import { fetchWheel, findPip } from './wheel.ts';

export { type NativeStatus, nativeStatus } from './status.ts';

export interface SetupOptions {
  /** Where TensorFlow is kept, about 850 MB; the caller derives it from the environment. */
  readonly cacheDir: string;
  /** Gets one line per stage. */
  readonly log: (line: string) => void;
  /** Gets the stage's name and how much of it is done, from 0 to 1. */
  readonly progress?: (stage: string, fraction: number) => void;
  /** True: what is in the cache is checked by its hash first, which takes a second or two, and made again where it is damaged. */
  readonly verify?: boolean;
  /** The environment for pip, compiler and npm. */
  readonly env: Record<string, string | undefined>;
}

/**
 * Sets up native TensorFlow for @tensorflow/tfjs-node, by the first way that works: it is there;
 * it is in the cache and gets linked; the pinned wheel through pip, compiled and cached; the
 * package's own installer. The npm package itself is fetched first where it is not installed. Never throws: what this machine lacks is in `missing`, one sentence
 * per way that failed, and the caller uses WebAssembly instead.
 */
export async function ensureNative(
  options: SetupOptions,
  machine: Machine = thisMachine(),
): Promise<NativeStatus> {
  if (options.verify === true) await mend(options, machine);
  const before = nativeStatus(options, machine);
  if (before.ready) return before;
  const missing: string[] = [];
  let { packageDir } = machine;
  for (const way of [installPinned, runOwnInstaller]) {
    try {
      packageDir ??= await fetched(options, machine);
      await way(options, machine, packageDir);
      const status = nativeStatus(options, { ...machine, packageDir });
      if (status.ready) {
        options.log('Ready');
        return status;
      }
      missing.push('The set-up of TensorFlow ended, but its files are not in place; run it again.');
    } catch (error) {
      missing.push(sentence(error));
    }
    options.log(missing.at(-1)!);
    if (packageDir === null) break;
  }
  return absent(...missing);
}

/** The damaged parts of the cache that is in use, or would be: none where there is nothing to compare. */
export async function nativeDamage(
  { cacheDir }: Pick<SetupOptions, 'cacheDir'>,
  { packageDir, pin, binding }: Machine = thisMachine(),
): Promise<readonly Damage[]> {
  if (pin === null) return [];
  const linked = packageDir === null ? null : linkedCache(packageDir, pin);
  return damageIn(linked ?? cachePaths(cacheDir, pin, binding.version), pin);
}

async function mend(options: SetupOptions, machine: Machine): Promise<void> {
  const damages = await nativeDamage(options, machine);
  for (const { file } of damages)
    options.log(`${file} is damaged, by its SHA-256; it is deleted and made again.`);
  await discard(damages);
}

async function fetched({ log, env }: SetupOptions, { binding, exec }: Machine): Promise<string> {
  log(`Fetching ${binding.name} ${binding.version} through npm …`);
  return fetchBinding(binding, { exec, env });
}

async function installPinned(options: SetupOptions, machine: Machine, packageDir: string) {
  const { pin, exec } = machine;
  if (pin === null) {
    throw new SetupFailure(
      `There is no pinned TensorFlow for ${machine.platform} on ${machine.arch}, ` +
        'only for Linux on x64 and arm64.',
    );
  }
  const paths = cachePaths(options.cacheDir, pin, packageVersion(packageDir));
  const rest = missingCompanions(paths.root, pin);
  if (rest.length > 0) options.log(sizesOf(pin, rest, libraryReady(paths, pin)));
  const bench = { exec, env: options.env, packageDir, apiHeaders: machine.apiHeaders };
  // Asked before the download: 270 MB for nothing would be a poor joke.
  const library = libraryReady(paths, pin);
  const compiler = library && addonReady(paths) ? null : await findCompiler(bench);
  if (!library) await installLibrary(options, machine, pin, paths);
  if (rest.length > 0) {
    const { log, env, progress = () => {} } = options;
    const pip = await findPip(exec, env);
    await installCompanions(paths.root, pin, pip, { exec, env, log, progress });
  }
  if (compiler !== null) {
    options.log('Compiling the addon …');
    options.progress?.('compiling', 0);
    await compileAddon(compiler, paths, bench);
    options.progress?.('compiling', 1);
  }
  await linkPackage(packageDir, paths);
}

async function installLibrary(
  { log, progress = () => {}, env }: SetupOptions,
  { exec, freeBytes }: Machine,
  pin: WheelPin,
  paths: CachePaths,
) {
  const pip = await findPip(exec, env);
  const partial = await partialFolder(dirname(paths.root));
  try {
    await sweep(partial);
    await checkSpace(partial, freeBytes);
    log(`Downloading TensorFlow ${pin.version} (${megabytes(pin)}) …`);
    const wheel = await fetchWheel(pin, partial, pip, { exec, env }, (fraction) =>
      progress('downloading', fraction),
    );
    log('Unpacking …');
    const unpacked = join(partial, 'unpacked');
    await unzip(wheel, unpacked, wanted, (fraction) => progress('unpacking', fraction));
    await publish(unpacked, paths.root, () => libraryReady(paths, pin));
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** What is to be fetched, and how large it will be. */
function sizesOf(
  { bytes, libraries }: WheelPin,
  companions: readonly Companion[],
  isThere: boolean,
): string {
  const own = isThere ? [] : [{ bytes, unpacked: libraries.cc + libraries.framework }];
  const wheels = [...own, ...companions];
  const gigabytes = (sizes: readonly number[]) =>
    (sizes.reduce((a, b) => a + b, 0) / 1e9).toFixed(1);
  const unpacked = gigabytes(wheels.map((one) => one.unpacked));
  return `TensorFlow for GPUs: ${wheels.length} wheels, ${gigabytes(wheels.map((one) => one.bytes))} GB to download, ${unpacked} GB on the disk`;
}

const HEADERS = /^tensorflow\/(include\/(?:tensorflow\/(?:c|core\/platform)|tsl|xla\/tsl\/c)\/.*)$/;

/** Where a member of the wheel goes in the cache; null for the 95 % that the lab does not need. */
function wanted(name: string): string | null {
  const library = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/.exec(name)?.[1];
  return library ?? HEADERS.exec(name)?.[1] ?? null;
}

async function runOwnInstaller(
  { env, log }: SetupOptions,
  { exec, binding: { name } }: Machine,
  packageDir: string,
) {
  log("Trying the package's own installer …");
  const args = ['rebuild', name, '--ignore-scripts=false'];
  // From node_modules/@tensorflow/tfjs-node up to the folder that holds node_modules.
  const cwd = dirname(dirname(dirname(packageDir)));
  const result = await exec('npm', args, { env, cwd, timeout: 600_000 });
  if (result.code === 0) return;
  // npm prints warnings and the whole crash; the thrown error names the cause.
  const said = result.stderr.split('\n').filter((line) => !line.startsWith('npm warn'));
  const cause = /Error: .*/.exec(result.stderr)?.[0] ?? said.join('\n');
  throw new SetupFailure(
    `The installer of ${name} failed too ` +
      `(${result.absent ? 'npm was not found' : firstLine(cause) || 'it gave no reason'}).`,
  );
}

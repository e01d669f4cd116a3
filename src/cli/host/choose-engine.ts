import { join } from 'node:path';
import process from 'node:process';
import { InputError, reason } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import { type EngineName, engineNames } from '../../engine/name.ts';
import {
  ensureNative,
  type NativeStatus,
  nativeDamage,
  nativeStatus,
} from '../../engine/native/install.ts';
import { thisMachine } from '../../engine/native/machine.ts';
import type { Precision } from '../../engine/tensors/precision.ts';
import { note, onTerminal } from '../shared/output.ts';
import { cacheDir } from './environment.ts';
import { failedSetup, rememberSetup } from './failed-setup.ts';

/** An engine that can be opened on this machine. */
export interface Choice {
  readonly name: EngineName;
  readonly version: string;
}

/**
 * The engine that a command uses: `--engine`, else FLOWLAB_ENGINE, else native, set up if need be, else WASM. `verify`
 * checks the cached library by its hash, and mends it.
 *
 * @throws InputError for an unknown name, or where an engine asked for by name is not to be had
 */
export async function chooseEngine(asked: string | undefined, verify = false): Promise<Choice> {
  const wanted = asked ?? (process.env.FLOWLAB_ENGINE || undefined);
  const known = engineNames.find((name) => name === wanted);
  if (wanted !== undefined && known === undefined) {
    throw new InputError(
      `unknown engine "${wanted}"${didYouMean(wanted, engineNames)}; choose one of ${engineNames.join(', ')}`,
    );
  }
  if (known === 'wasm' || known === 'gpu') return openable[known]();
  const status = await setUpOnce(verify, verify || known === 'native');
  if (status.ready || known === 'native') return native(status);
  note(
    `Native TensorFlow is not available, so the WebAssembly engine is used, 5 to 20 times slower. ${status.missing.join(' ')}`,
  );
  return wasm();
}

/**
 * Throws InputError where `asked`, as the user wrote it, asks for double precision of an engine that has none.
 */
export function refuseDouble(
  precision: Precision | undefined,
  { name }: Choice,
  asked = 'precision: double',
): void {
  if (precision !== 'double' || name === 'native') return;
  throw new InputError(
    `${asked} needs the native engine, and ${name} computes in single precision: use --engine native, or precision single`,
  );
}

/**
 * The engine that a script uses: the one asked for, else native where it is set up, else WASM. Sets nothing up.
 *
 * @throws InputError where an engine asked for by name is not to be had
 */
export async function engineAtHand(asked: EngineName | undefined): Promise<Choice> {
  return openable[asked ?? (nativeNow().ready ? 'native' : 'wasm')]();
}

/** Throws InputError where steps that XLA compiles are asked for of an engine that has none. */
export function refuseXla(asked: 'on' | 'off' | undefined, { name }: Choice): void {
  if (asked !== 'on' || name === 'native') return;
  throw new InputError(
    `engine.xla: on needs the native engine, and this is ${name}: use --engine native, or xla: auto`,
  );
}

/** Each engine, as far as it can be opened on this machine. */
const openable: Readonly<Record<EngineName, () => Promise<Choice>>> = {
  native: async () => native(nativeNow()),
  wasm,
  gpu,
};

/** Sets native TensorFlow up where it is not, unless that failed within the last day and nobody insists. */
async function setUpOnce(verify: boolean, insists: boolean): Promise<NativeStatus> {
  const now = nativeNow();
  const failed = insists || now.ready ? undefined : failedSetup(Date.now());
  if (failed !== undefined) {
    const hours = Math.floor(failed.hoursAgo);
    const when = hours === 0 ? 'less than an hour' : `${hours} hour${hours === 1 ? '' : 's'}`;
    const again = `That was ${when} ago; flowlab setup tries again.`;
    return { ...now, missing: [...failed.missing, again] };
  }
  const status = await setUpNative(verify);
  rememberSetup(status.ready ? undefined : status.missing);
  return status;
}

/** Sets native TensorFlow up where it is not, with a line per stage and, on a terminal, a percentage. */
const setUpNative = (verify: boolean) => ensureNative(setupOptions(verify));

const setupOptions = (verify: boolean) => ({
  verify,
  cacheDir: cacheDir(),
  log: note,
  env: process.env,
  ...(onTerminal() && { progress: showPercentage() }),
});

/** What of the cached TensorFlow is damaged, by its hash. */
export const damageNow = () => nativeDamage({ cacheDir: cacheDir() });

export const nativeNow = () => nativeStatus({ cacheDir: cacheDir() });

function showPercentage(): (stage: string, fraction: number) => void {
  let shown = '';
  return (stage, fraction) => {
    const line = `  ${stage} ${Math.floor(100 * fraction)} %`;
    if (line === shown) return;
    shown = line;
    process.stderr.write(`\r${line}\u001b[K${fraction >= 1 ? '\r\u001b[K' : ''}`);
  };
}

/**
 * Native TensorFlow, of this status.
 *
 * @throws InputError where it is not set up
 */
function native({ ready, library, missing }: NativeStatus): Choice {
  if (!ready) throw new InputError(`native TensorFlow is not available: ${missing.join(' ')}`);
  return { name: 'native', version: library ?? 'package' };
}

async function wasm(): Promise<Choice> {
  const { wasmVersion } = await import('../../engine/backend.ts');
  return { name: 'wasm', version: wasmVersion() };
}

/** Where TensorFlow for GPUs is kept, beside the libraries that it looks for there. */
const gpuPlace = () => ({ cacheDir: join(cacheDir(), 'gpu') });

export const gpuNow = () => nativeStatus(gpuPlace(), thisMachine('gpu'));

/** What every word on the GPU engine ends with, until somebody has run it on hardware. */
export const UNTRIED = 'It was never tried on a GPU';

/**
 * Sets TensorFlow for GPUs up, with a line per stage, and says whether it finds a device.
 *
 * @throws InputError where it cannot be set up
 */
export async function setUpGpu(): Promise<void> {
  const status = await ensureNative({ ...setupOptions(true), ...gpuPlace() }, thisMachine('gpu'));
  if (!status.ready)
    throw new InputError(`TensorFlow for GPUs cannot be set up here: ${status.missing.join(' ')}`);
  try {
    const { version } = await gpu();
    note(`Engine: gpu ${version}. ${UNTRIED}: compare its numbers with those of --engine native`);
  } catch (error) {
    note(`TensorFlow ${status.library ?? ''} for GPUs is set up; ${reason(error)}`);
  }
}

/** The GPU package shares nothing with the CPU one; whether a device is there shows when it is opened. */
async function gpu(): Promise<Choice> {
  const status = gpuNow();
  if (!status.ready)
    throw new InputError(
      `the GPU engine is not available: ${status.missing.join(' ')} ${UNTRIED}; use --engine native`,
    );
  // What it finds or not is said here, in a line.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  try {
    const { openEngine } = await import('../../engine/backend.ts');
    const { version } = await openEngine('gpu');
    return { name: 'gpu', version };
  } catch (error) {
    throw new InputError(`the GPU engine is not available: ${reason(error)}. ${UNTRIED}`);
  }
}

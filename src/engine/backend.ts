import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { repairDerivatives } from './derivatives/derivatives.ts';
import type { EngineName } from './name.ts';
import { bindingFolder, bindingPackage } from './native/binding-package.ts';
import { throughFolder } from './native/load-graph.ts';
import { thisMachine } from './native/machine.ts';
import { clear, xlaCacheFolder } from './native/xla-cache.ts';
import { loadGraphsWith } from './program/sessions.ts';
import { nativeBackend } from './tensors/native-backend.ts';

/** The engine in use, as a manifest records it. */
export interface EngineInfo {
  readonly name: EngineName;
  /** Of the numerical library: TensorFlow's, or the WASM backend's. */
  readonly version: string;
  /** TensorFlow.js itself. */
  readonly tfjs: string;
  /** False where functions run eagerly, op by op. */
  readonly compiles: boolean;
}

export interface OpenOptions {
  /** The folder in which XLA was told to keep what it compiles; absent: it keeps nothing. */
  readonly compiled?: string | undefined;
}

/**
 * Loads an engine and makes it the one in use; gradients differentiate twice from then on.
 *
 * @throws Error where the engine cannot be loaded, with its own reason
 * @example
 * const { name, compiles } = await openEngine('native');
 * console.log(name, compiles); // native true
 */
export async function openEngine(
  name: EngineName,
  { compiled }: OpenOptions = {},
): Promise<EngineInfo> {
  // The core alone has operations but no gradients; this registers them, on the same instance.
  createRequire(import.meta.url)('@tensorflow/tfjs');
  await loaders[name](compiled);
  repairDerivatives();
  return engineInfo(name);
}

const loaders: Readonly<Record<EngineName, (compiled?: string) => Promise<void>>> = {
  native: async (compiled) => loadNode('native', compiled),
  gpu: async () => {
    loadNode('gpu');
    const backend = nativeBackend() as { isUsingGpuDevice?: boolean } | undefined;
    if (backend?.isUsingGpuDevice !== true) {
      throw new Error('TensorFlow finds no GPU on this machine; use --engine native');
    }
  },
  wasm: async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    if (!(await tf.setBackend('wasm'))) throw new Error('the WASM backend did not start');
    await tf.ready();
  },
};

/** tfjs-node is CommonJS and loads its addon at once; Node ≥ 23 lacks two helpers that it calls. */
function loadNode(engine: 'native' | 'gpu', compiled?: string): void {
  const binding = bindingPackage(engine);
  const folder = bindingFolder(binding);
  if (folder === null) throw new Error(`${binding.name} is not installed; run "flowlab setup"`);
  const require = createRequire(import.meta.url);
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (x: unknown) => x === null || x === undefined;
  util.isArray ??= Array.isArray;
  require(folder);
  tf.setBackend('tensorflow');
  const backend = nativeBackend()!;
  loadGraphsWith(backend, throughFolder(backend), () => {
    if (compiled !== undefined) clear(compiled);
    return compiled !== undefined;
  });
}

/** Where XLA keeps what it compiles on this machine, below a user's cache. */
export const compiledCode = (cacheDir: string): string =>
  xlaCacheFolder(cacheDir, thisMachine().pin?.version ?? `tfjs-${tfjsVersion}`);

/** Version of TensorFlow.js itself. */
export const tfjsVersion = tf.version_core;

/** Version of the WASM backend, known without loading it. */
export function wasmVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('@tensorflow/tfjs-backend-wasm/package.json') as { version: string }).version;
}

function engineInfo(name: EngineName): EngineInfo {
  const native = nativeBackend();
  return {
    name,
    version: native?.binding.TF_Version ?? wasmVersion(),
    tfjs: tfjsVersion,
    compiles: native !== undefined,
  };
}

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
// The core alone has operations but no gradients; this registers them, on the same instance.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { repairDerivatives } from './derivatives/derivatives.ts';

/**
 * Opens the WASM engine in a browser, or a worker of one; gradients differentiate twice from then on.
 *
 * `folder` is the address, with its last slash, below which the `.wasm` files lie. One thread, as in Node: with more of them sums would
 * be formed in another order.
 *
 * @throws Error where the engine does not start
 */
export async function openInBrowser(folder: string): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(folder);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WASM backend did not start');
  await tf.ready();
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')))
    throw new Error('this browser has no SIMD in WebAssembly; use one from 2023 or later');
  repairDerivatives();
}

import type { Precision } from '../../engine/tensors/precision.ts';
import type { Log } from '../data/places.ts';

/** Says of each file of weights, once, that single precision rounds what it holds; `remedy` keeps it. */
export function roundingNotice(log: Log, remedy: string) {
  const said = new Set<string>();
  return (
    file: string,
    weights: readonly (Float32Array | Float64Array)[],
    precision: Precision = 'single',
  ): void => {
    const kept = precision === 'double' || weights.every((w) => w.every(isFloat32));
    if (kept || said.has(file)) return;
    said.add(file);
    log(`${file} holds float64 weights, which single precision rounds to float32: ${remedy}`);
  };
}

const isFloat32 = (x: number): boolean => Math.fround(x) === x;

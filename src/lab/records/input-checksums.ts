import { readFileSync } from 'node:fs';
import { sha256 } from '../data/checksum.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { diffusionOf, preconditionerOf } from '../methods/diagonals.ts';

/** SHA-256 of the .npz files that a spec reads, by the key that names each. */
export function ownSums({ network: { init }, method }: RunSpec): Readonly<Record<string, string>> {
  const files = {
    'network.init': init,
    'method.preconditioner': preconditionerOf(method),
    'method.diffusion': diffusionOf(method),
  };
  return Object.fromEntries(
    Object.entries(files).flatMap(([key, file]) =>
      file === undefined ? [] : [[key, sha256(readFileSync(file))]],
    ),
  );
}

import { readFileSync } from 'node:fs';
import { sha256 } from '../data/checksum.ts';
import { inputFiles } from '../experiment/input-files.ts';
import type { RunSpec } from '../experiment/run-spec.ts';

/** SHA-256 of the arrays that a spec reads beside its data, by the key that names each. */
export const ownSums = (spec: RunSpec): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inputFiles(spec)
      .filter(({ holds }) => holds === 'arrays')
      .map(({ key, path }) => [key, sha256(readFileSync(path))]),
  );

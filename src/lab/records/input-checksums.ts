import { readFileSync } from 'node:fs';
import { sha256 } from '../data/checksum.ts';
import { moduleSum } from '../data/module-files.ts';
import { inputFiles } from '../experiment/input-files.ts';
import type { RunSpec } from '../experiment/run-spec.ts';

/** SHA-256 of the arrays and modules that a spec reads beside its data, by the key that names each. */
export const ownSums = (spec: RunSpec): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inputFiles(spec)
      .filter(({ holds }) => holds !== 'data')
      .map(({ key, path, holds }) => [
        key,
        holds === 'module' ? moduleSum(path) : sha256(readFileSync(path)),
      ]),
  );

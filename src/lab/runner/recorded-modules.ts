import { InputError } from '../../core/error.ts';
import { moduleSum } from '../data/module-files.ts';
import { inputFiles } from '../experiment/input-files.ts';
import type { RunSpec } from '../experiment/run-spec.ts';

/**
 * Whether each module that the record of a run names is, by its SHA-256, the one that the run executed. Modules are read here, not executed: a folder
 * of somebody else names a path, and what lies there now may be anything.
 *
 * @throws InputError where one differs, is gone, or its sum is not on record
 */
export function checkModules(
  folder: string,
  spec: RunSpec,
  sums: Readonly<Record<string, string>> = {},
): void {
  for (const { key, path, holds } of inputFiles(spec)) {
    if (holds !== 'module' || moduleSum(path) === sums[key]) continue;
    throw new InputError(
      `${path} (${key}) is not the module that the run in ${folder} executed, by its SHA-256: put that one there, or train the run anew`,
    );
  }
}

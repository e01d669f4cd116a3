import { methodOf } from '../../methods/registry.ts';
import { type Issue, unusedKey } from '../../spec/issue.ts';
import { methodSpecs } from '../expand.ts';
import type { ExperimentFile, MethodEntry } from '../format.ts';

/** Noises of methods that draw nothing. */
export function noiseIssues({ noises, methods }: ExperimentFile): Issue[] {
  const isNoisy = (entry: MethodEntry) => methodSpecs(entry).some((spec) => methodOf(spec).noisy);
  if (noises === undefined || methods.some(isNoisy)) return [];
  return [unusedKey(['noises'], 'methods that draw nothing', 'give one a batch, such as 16')];
}

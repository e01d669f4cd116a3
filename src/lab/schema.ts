/** From an experiment file to its runs: the public names, each kept beside what it is about. */
export { defaults } from './defaults.ts';
export {
  findExperiment,
  parseExperiment,
  type ReadOptions,
  readExperiment,
} from './experiment-file.ts';
export { experimentSchema } from './file-format.ts';
export { armKey, canonicalJson, runId } from './run-id.ts';

/** From an experiment file to its runs: the public names, each kept beside what it is about. */
export { defaults } from '../spec/defaults.ts';
export { experimentSchema } from './format.ts';
export {
  findExperiment,
  parseExperiment,
  type ReadOptions,
  readExperiment,
} from './read.ts';
export { armKey, runId } from './run-id.ts';

import { tmpdir } from 'node:os';
import { fileSources } from '../../src/lab/data/sources.ts';
import type { RunSpec } from '../../src/lab/experiment/run-spec.ts';
import type { Result } from '../../src/lab/records/result.ts';
import { execute } from '../../src/lab/run/execute.ts';
import { only } from './standard-experiment.ts';

export const sources = fileSources({ cacheDir: tmpdir(), baseDir: tmpdir() });

/** One run of a few weights on thirty glyphs, with nothing measured but what is asked for. */
export const smallSpec = (method: string, stop: string, measure: string): RunSpec =>
  only(`
data: { name: glyphs, train: 30, test: 20 }
network: { kind: mlp, hidden: [6] }
methods: [${method}]
stop: { ${stop} }
measure: { trace: false, sharpness: false, threshold: false, ${measure} }`);

export const smallRun = (method: string, stop: string, measure: string): Promise<Result> =>
  execute(smallSpec(method, stop, measure), sources);

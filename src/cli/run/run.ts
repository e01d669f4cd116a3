import type { Experiment, RunSpec } from '../../lab/experiment/run-spec.ts';
import { findExperiment, readExperiment } from '../../lab/experiment/schema.ts';
import { bundledExperiments } from '../shared/environment.ts';
import { say } from '../shared/output.ts';
import { nameOf } from './run-title.ts';

export interface RunFlags {
  readonly set?: readonly string[] | undefined;
  readonly seeds?: number | undefined;
  readonly jobs?: number | undefined;
  readonly threads?: number | undefined;
  readonly engine?: string | undefined;
  readonly out?: string | undefined;
  readonly runs: string;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Runs an experiment and draws its report, or lists its runs; returns the exit code. */
export async function run(name: string, flags: RunFlags): Promise<number> {
  const file = findExperiment(name, bundledExperiments);
  const experiment = readExperiment(file, { sets: flags.set, seeds: flags.seeds });
  if (flags.dryRun === true) return plan(experiment, flags);
  const { compute } = await import('./compute.ts');
  return compute({ name, file, experiment }, flags);
}

function plan({ title, specs }: Experiment, { json }: RunFlags): number {
  if (json === true) say(JSON.stringify({ title, specs }, null, 2));
  else {
    say(`${title}\n${specs.length} runs:`);
    for (const spec of specs)
      say(
        `  ${spec.data.name} ${spec.data.train}, ${networkOf(spec)}, ${spec.loss}: ${nameOf(spec)}`,
      );
  }
  return 0;
}

const networkOf = ({ network }: RunSpec): string =>
  network.kind !== 'linear' && network.linearised ? `linearised ${network.kind}` : network.kind;

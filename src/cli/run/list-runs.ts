import type { Experiment, RunSpec } from '../../lab/experiment/run-spec.ts';
import { say } from '../shared/output.ts';
import { runTitle } from './run-title.ts';

/** Lists the runs of an experiment, as `--dry-run` asks; returns the exit code. */
export function listRuns({ title, specs }: Experiment, json: boolean): number {
  if (json) say(JSON.stringify({ title, specs }, null, 2));
  else {
    say(`${title}\n${specs.length} runs:`);
    for (const spec of specs)
      say(
        `  ${spec.data.name} ${spec.data.train}, ${networkOf(spec)}, ${spec.loss}: ${runTitle(spec)}`,
      );
  }
  return 0;
}

const networkOf = ({ network }: RunSpec): string =>
  network.kind !== 'linear' && network.linearised ? `linearised ${network.kind}` : network.kind;

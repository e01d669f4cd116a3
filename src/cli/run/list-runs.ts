import type { Ahead } from '../../lab/costs/ahead.ts';
import type { Part, Shard } from '../../lab/costs/shard.ts';
import { allSpecs, furtherSpecs } from '../../lab/experiment/claim/all-specs.ts';
import type { Experiment, RunSpec } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { modelOf } from '../../lab/spec/network.ts';
import { toyText } from '../../lab/spec/toy-text.ts';
import { forecastLines } from '../../report/predictions/forecast-text.ts';
import { forecastsOf } from '../../report/predictions/forecasts.ts';
import { aheadText } from '../shared/ahead-text.ts';
import { say } from '../shared/output.ts';
import { runTitle } from '../shared/run-title.ts';
import { shardText } from './shard-text.ts';

/** What is known before an experiment is computed. */
interface Known {
  /** Its finished runs. */
  readonly pilot: readonly Run[];
  /** What is still to be computed. */
  readonly ahead: Ahead;
  /** Where a shard of it is asked for. */
  readonly shard?: { readonly asked: Shard; readonly part: Part } | undefined;
}

/**
 * Lists the runs of an experiment, or of a shard, and says what they take, and what all can tell of its predictions, as `--dry-run` asks; returns the exit code.
 */
export function listRuns(
  experiment: Experiment,
  { pilot, ahead, shard }: Known,
  json: boolean,
): number {
  const { title } = experiment;
  const specs = shard?.part.specs ?? experiment.specs;
  const controls = (experiment.controls ?? []).map((control) => ({
    ...{ id: control.id, runs: control.specs.length },
    further: furtherSpecs(experiment, control).length,
  }));
  const forecasts = forecastsOf(experiment, pilot);
  if (json) {
    say(
      JSON.stringify(
        {
          ...{ title, specs, ahead },
          ...(shard && {
            shard: { ...shard.asked, total: shard.part.total, share: shard.part.share },
          }),
          ...(controls.length > 0 && { controls }),
          ...(forecasts.length > 0 && { forecasts }),
        },
        null,
        2,
      ),
    );
    return 0;
  }
  say(`${title}\n${shard ? shardText(shard.asked, shard.part) : `${specs.length} runs`}:`);
  for (const spec of specs) say(`  ${problemOf(spec)}: ${runTitle(spec)}`);
  if (shard === undefined && controls.length > 0) {
    const all = allSpecs(experiment).length - specs.length;
    say(`Its controls add ${all} runs:`);
    for (const { id, runs, further } of controls)
      say(`  ${id}: judged on ${runs} runs, ${further} of them its own`);
  }
  for (const line of aheadText(ahead)) say(line);
  if (forecasts.length > 0) say('What they can tell of its predictions:');
  for (const one of forecasts) for (const line of forecastLines(one)) say(`  ${line}`);
  return 0;
}

function problemOf(spec: RunSpec): string {
  if (spec.network === undefined) return toyText(spec.data);
  const { data, network, loss } = spec;
  const model = modelOf(network);
  const linearised = model === 'network' ? '' : `${model} `;
  return `${data.name} ${data.train}, ${linearised}${network.kind}, ${loss}`;
}

import { allSpecs, furtherSpecs } from '../../lab/experiment/claim/all-specs.ts';
import type { Experiment, RunSpec } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { toyText } from '../../lab/spec/toy-text.ts';
import { forecastLines } from '../../report/predictions/forecast-text.ts';
import { forecastsOf } from '../../report/predictions/forecasts.ts';
import { say } from '../shared/output.ts';
import { runTitle } from '../shared/run-title.ts';

/**
 * Lists the runs of an experiment and says what they can tell of its predictions, as `--dry-run` asks; returns the exit code. `pilot`
 * are its finished runs.
 */
export function listRuns(experiment: Experiment, pilot: readonly Run[], json: boolean): number {
  const { title, specs } = experiment;
  const controls = (experiment.controls ?? []).map((control) => ({
    ...{ id: control.id, runs: control.specs.length },
    further: furtherSpecs(experiment, control).length,
  }));
  const forecasts = forecastsOf(experiment, pilot);
  if (json) {
    say(
      JSON.stringify(
        {
          ...{ title, specs },
          ...(controls.length > 0 && { controls }),
          ...(forecasts.length > 0 && { forecasts }),
        },
        null,
        2,
      ),
    );
    return 0;
  }
  say(`${title}\n${specs.length} runs:`);
  for (const spec of specs) say(`  ${problemOf(spec)}: ${runTitle(spec)}`);
  if (controls.length > 0) {
    const all = allSpecs(experiment).length - specs.length;
    say(`Its controls add ${all} runs:`);
    for (const { id, runs, further } of controls)
      say(`  ${id}: judged on ${runs} runs, ${further} of them its own`);
  }
  if (forecasts.length > 0) say('What they can tell of its predictions:');
  for (const one of forecasts) for (const line of forecastLines(one)) say(`  ${line}`);
  return 0;
}

function problemOf(spec: RunSpec): string {
  if (spec.network === undefined) return toyText(spec.data);
  const { data, network, loss } = spec;
  const linearised = network.kind !== 'linear' && network.linearised ? 'linearised ' : '';
  return `${data.name} ${data.train}, ${linearised}${network.kind}, ${loss}`;
}

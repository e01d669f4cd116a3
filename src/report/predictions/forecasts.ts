import { type Forecast, forecast } from '../../claims/judging/forecast.ts';
import { settingsOf } from '../../claims/judging/settings.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { plannedTable } from '../../lab/experiment/planned-table.ts';
import { namesOf } from '../../lab/experiment/prediction-names.ts';
import { expectationsOf } from '../../lab/experiment/predictions.ts';
import type { Experiment, RunSpec } from '../../lab/experiment/run-spec.ts';
import { axesOf } from '../../lab/experiment/spec-axes.ts';
import type { Run } from '../../lab/records/record.ts';
import { tableOf } from './table.ts';

/**
 * What the planned runs of an experiment can tell of each of its statements; the spread over seeds is that of finished runs of
 * the same arms, whatever their seeds, where there are any.
 *
 * The pilot's estimates are not in it: planning is no look at a verdict.
 */
export function forecastsOf(
  experiment: Pick<Experiment, 'predictions' | 'specs'>,
  finished: readonly Run[],
): readonly Forecast[] {
  const expectations = expectationsOf(experiment);
  if (expectations === undefined) return [];
  const { statements, across } = expectations;
  const { axes, scalars, series, facts, vectors = [] } = namesOf(experiment.specs);
  const vocabulary = new Map([
    ...[...scalars, ...series, ...facts, ...vectors].map((name) => [name, 'measure'] as const),
    ...Object.keys(axes).map((name) => [name, 'axis'] as const),
  ]);
  const armOf = (spec: RunSpec) => canonicalJson(axesOf(spec));
  const arms = new Set(experiment.specs.map(armOf));
  const pilot = tableOf(finished.filter(({ spec }) => arms.has(armOf(spec))));
  const judged = statements.filter((one) => !('in' in one) || one.in.kind !== 'any').length;
  const among = across === 'holm' ? judged : 1;
  const before = settingsOf(statements, pilot);
  return settingsOf(statements, plannedTable(experiment.specs)).flatMap((setting) => {
    const own = before.find(({ name }) => name === setting.name)?.table ?? { ...pilot, rows: [] };
    return setting.statements.map((one) =>
      forecast(one, { plan: setting.table, pilot: own, vocabulary, among }),
    );
  });
}

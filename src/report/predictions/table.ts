import type { Measured, Row, Series, Table } from '../../claims/table/table.ts';
import type { KeptVector } from '../../claims/table/vector.ts';
import type { Estimate } from '../../core/estimate.ts';
import { axesOf, entailment } from '../../lab/experiment/spec-axes.ts';
import { thresholdGroups } from '../../lab/experiment/thresholds-once.ts';
import { namedArrays } from '../../lab/probes/named-arrays.ts';
import type { Run } from '../../lab/records/record.ts';
import { examplesIn } from '../../lab/spec/problem.ts';
import { counts } from '../arms/measured.ts';

/** Runs as statements are judged on them: one row a run. A threshold, measured once for all rates of a method, is in each of their rows. */
export function tableOf(runs: readonly Run[]): Table {
  const rows = runs.map(rowOf);
  const groupOf = thresholdGroups();
  const groups = runs.map(({ spec }) => groupOf(spec));
  const thresholds = new Map(
    rows.flatMap(({ scalars: { threshold } }, i) =>
      threshold === undefined ? [] : [[groups[i], threshold] as const],
    ),
  );
  return {
    rows: rows.map((row, i) => {
      const threshold = thresholds.get(groups[i]);
      return threshold === undefined ? row : { ...row, scalars: { threshold, ...row.scalars } };
    }),
    entails: entailment,
  };
}

function rowOf(run: Run): Row {
  const { id, spec, ending, manifest } = run;
  return {
    ...{ id, seed: spec.seed, ending, finished: counts(run) },
    ...(spec.noise !== undefined && { noise: spec.noise }),
    axes: axesOf(spec),
    scalars: Object.fromEntries(
      Object.entries(run.scalars).map(([key, estimate]) => [
        key,
        measuredOf(estimate, manifest.outputs[key]?.at),
      ]),
    ),
    series: seriesOf(run),
    vectors: vectorsOf(run),
    references: referencesOf(run),
    arrays: namedArrays(run.arrays),
    facts: {
      params: manifest.parameters,
      examples: examplesIn(spec),
      steps: manifest.steps,
      time: manifest.time,
      initialLoss: manifest.initialLoss,
      gradients: manifest.cost.gradients,
      hvps: manifest.cost.hvps,
      seconds: manifest.cost.trainSeconds,
    },
  };
}

/** A bracket is an error that no number of seeds takes away; a probe's random error is in the spread over seeds already. */
const measuredOf = (
  { value, bounds, converged }: Estimate,
  at: 'start' | 'end' = 'end',
): Measured => ({
  ...{ value, converged, at },
  ...(bounds === undefined ? {} : { low: bounds[0], high: bounds[1] }),
});

function seriesOf({ series }: Run): Readonly<Record<string, Series>> {
  const { step = [], time = [], ...columns } = series;
  return Object.fromEntries(
    Object.entries(columns).map(([key, value]) => [key, { step, time, value }]),
  );
}

const referencesOf = ({ references = {} }: Run): NonNullable<Row['references']> =>
  Object.fromEntries(
    Object.entries(references).map(([name, of]) => [
      name,
      typeof of === 'number' ? of : Float64Array.from(of),
    ]),
  );

/** Weights and outputs, from the files of the run once they are asked for. */
function vectorsOf(run: Run): Readonly<Record<string, KeptVector>> {
  const times = () => run.snapshots.map(({ time }) => time);
  const atEnd = () => run.snapshots.find(({ time }) => near(time, run.manifest.time));
  return {
    theta: { times, at: (k) => run.snapshots[k]!.theta, end: () => run.weights ?? atEnd()?.theta },
    theta0: { end: () => run.snapshots.find(({ time }) => time === 0)?.theta },
    ...(run.spec.measure.snapshots.length > 0 && {
      outputs: { times, at: (k) => run.snapshots[k]!.outputs!, end: () => atEnd()?.outputs },
    }),
    ...(run.spec.measure.trainOutputs && {
      trainOutputs: {
        times,
        at: (k) => run.snapshots[k]!.trainOutputs!,
        end: () => run.trainOutputs,
      },
    }),
  };
}

/** Times of one moment: those of steps differ by rounding. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, b);

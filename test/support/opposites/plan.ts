import { namesIn } from '../../../src/claims/statements/names-in.ts';
import type { Expectations } from '../../../src/claims/statements/statement.ts';
import type { Row } from '../../../src/claims/table/table.ts';
import { namesOf } from '../../../src/lab/experiment/prediction-names.ts';
import { expectationsOf } from '../../../src/lab/experiment/predictions.ts';
import type { Experiment, RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { tableOf } from '../../../src/report/predictions/table.ts';
import { run } from '../synthetic-runs.ts';

/** What kind of number a run leaves under a name, or its problem publishes. */
export type LeafKind = 'scalar' | 'series' | 'vector' | 'array' | 'fact' | 'ending' | 'reference';

/** One planned run, without its numbers. */
export interface PlannedRun {
  readonly spec: RunSpec;
  /** Its row with nothing measured. */
  readonly row: Row;
  /** Which arm it is of: the runs that differ in seeds and noise alone. */
  readonly arm: number;
  /** Training time and steps at its end. */
  readonly end: number;
  readonly steps: number;
}

/** An experiment as records of it can be made up: its runs, and the numbers that its statements name. */
export interface Plan {
  readonly experiment: Experiment;
  readonly expectations: Expectations;
  readonly runs: readonly PlannedRun[];
  readonly arms: number;
  readonly leaves: ReadonlyMap<string, LeafKind>;
  /** By what runs of one arm lie apart that a statement may be taken over; undefined where every seed is one run. */
  readonly replicates?: 'noise' | 'seed';
  /** Axes with several positive numbers. */
  readonly axes: readonly string[];
  readonly references: Readonly<Record<string, 'number' | 'vector'>>;
}

/** The leaf of a number that the problem publishes. */
export const referenceLeaf = (name: string): string => `reference(${name})`;

/** What is needed to make up records of an experiment. */
export function planOf(experiment: Experiment): Plan {
  const { specs } = experiment;
  const expectations = expectationsOf(experiment)!;
  const { rows } = tableOf(specs.map((spec, i) => run(spec, {}, { id: `run ${i}` })));
  // Other data are one more draw, of which every arm has one.
  const placeOf = ({ axes: { 'data.seed': _, ...axes } }: Row) => JSON.stringify(axes);
  const places = [...new Set(rows.map(placeOf))];
  const keys = [...new Set(rows.flatMap(({ axes }) => Object.keys(axes)))];
  const known = namesOf(specs);
  const names = namesIn(expectations.statements);
  const kinds: readonly (readonly [LeafKind, readonly string[]])[] = [
    ['vector', known.vectors ?? []],
    ['array', known.arrays ?? []],
    ['series', known.series],
    ['scalar', known.scalars],
    ['fact', ['steps']],
    ['ending', ['ending']],
  ];
  const leaves = new Map<string, LeafKind>();
  for (const name of names) {
    const kind = kinds.find(([, of]) => of.includes(name))?.[0];
    if (kind !== undefined) leaves.set(name === 'theta0' ? 'theta' : name, kind);
  }
  const references = known.references ?? {};
  for (const [name, kind] of Object.entries(references))
    if (kind === 'number' && names.has(name)) leaves.set(referenceLeaf(name), 'reference');
  return {
    ...{ experiment, expectations, leaves, references, arms: places.length },
    ...replicatesOf(rows, names),
    runs: specs.map((spec, i) => ({
      ...{ spec, row: rows[i]!, arm: places.indexOf(placeOf(rows[i]!)) },
      ...clockOf(spec),
    })),
    axes: keys.filter((key) => {
      if (key === 'data.seed') return false;
      const values = new Set(rows.flatMap(({ axes }) => axes[key] ?? []));
      return values.size > 1 && [...values].every((x) => typeof x === 'number' && x > 0);
    }),
  };
}

const replicatesOf = (
  rows: readonly Row[],
  names: ReadonlySet<string>,
): Pick<Plan, 'replicates'> => {
  if (rows.some(({ noise }) => noise !== undefined)) return { replicates: 'noise' };
  return names.has('seed') ? { replicates: 'seed' } : {};
};

/** When such a run ends: by its stop rule, where that says so. */
function clockOf({ method, stop, measure }: RunSpec): Pick<PlannedRun, 'end' | 'steps'> {
  const rate = 'rate' in method ? method.rate : undefined;
  const capped = stop.loss === undefined;
  const late = 2 * Math.max(50, ...measure.snapshots);
  const steps =
    (capped ? stop.steps : undefined) ??
    (capped && stop.time !== undefined && rate !== undefined ? stop.time / rate : 1000);
  const end =
    (capped ? stop.time : undefined) ?? (rate === undefined || !capped ? late : steps * rate);
  return { steps: Math.max(1, Math.round(steps)), end };
}

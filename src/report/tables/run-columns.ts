import type { Estimate } from '../../core/estimate.ts';
import { axesOf } from '../../lab/experiment/spec-axes.ts';
import type { Run } from '../../lab/records/record.ts';
import { examplesIn } from '../../lab/spec/problem.ts';
import { type Metric, metricsIn } from '../arms/metric.ts';

/** What a cell of a table of runs holds; null where the run has none. */
export type RunCell = number | string | boolean | null;

/** Counts are whole numbers. */
export type Holds = 'number' | 'count' | 'text' | 'truth';

/** A column of a table with one row for each run; it has the name that conditions have for it, as `--where` takes them. */
export interface RunColumn {
  readonly name: string;
  /** What all of its cells hold, but for null. */
  readonly holds: Holds;
  /** `run` names a run, `axis` is a key of its spec, `measure` was measured, `error` belongs to the measure before it. */
  readonly group: 'run' | 'axis' | 'outcome' | 'measure' | 'error' | 'provenance';
  /** What it is, in a few words. */
  readonly says: string;
  /** Of its numbers; absent: they have none, or that of the axis they are. */
  readonly unit?: string;
  readonly cell: (run: Run) => RunCell;
}

/** Every column that one of these runs has something for, in the order of a table. */
export const runColumns = (runs: readonly Run[]): readonly RunColumn[] => [
  ...NAMES,
  ...axisColumns(runs),
  ...OUTCOME,
  ...metricsIn(runs).flatMap((metric) => measureColumns(runs, metric)),
  ...PROVENANCE,
];

const NAMES: readonly RunColumn[] = [
  column('run', 'run', 'text', 'name of the run, and of its folder', ({ id }) => id),
  column('seed', 'run', 'count', 'of weights, batches and probes', ({ spec }) => spec.seed),
  column('noise', 'run', 'count', 'which noise of its seed', ({ spec }) => spec.noise ?? null),
];

const OUTCOME: readonly RunColumn[] = [
  column('ending', 'outcome', 'text', 'how it ended', ({ ending }) => ending),
  column('reason', 'outcome', 'text', 'the same in a sentence', (run) => run.reason),
  column(
    'params',
    'outcome',
    'count',
    'weights that are trained',
    (run) => run.manifest.parameters,
  ),
  column('examples', 'outcome', 'count', 'training examples', ({ spec }) => examplesIn(spec)),
  column('steps', 'outcome', 'count', 'steps that were taken', (run) => run.manifest.steps),
  column(
    'time',
    'outcome',
    'number',
    'training time, the sum of the step sizes',
    (run) => run.manifest.time,
  ),
  column(
    'initialLoss',
    'outcome',
    'number',
    'training loss where it began',
    (run) => run.manifest.initialLoss,
  ),
  column(
    'gradients',
    'outcome',
    'count',
    'gradients that were evaluated',
    (run) => run.manifest.cost.gradients,
  ),
  column('hvps', 'outcome', 'count', 'Hessian–vector products', (run) => run.manifest.cost.hvps),
  {
    ...column(
      'seconds',
      'outcome',
      'number',
      'what training took',
      (run) => run.manifest.cost.trainSeconds,
    ),
    unit: 's',
  },
  {
    ...column(
      'measureSeconds',
      'outcome',
      'number',
      'what measuring took',
      (run) => run.manifest.cost.measureSeconds,
    ),
    unit: 's',
  },
];

const PROVENANCE: readonly RunColumn[] = [
  column('flowlab', 'provenance', 'text', 'version of flowlab', (run) => run.manifest.flowlab),
  column('commit', 'provenance', 'text', 'its commit', (run) => run.manifest.commit),
  column('engine', 'provenance', 'text', 'what computed', (run) => run.manifest.engine.name),
  column(
    'engineVersion',
    'provenance',
    'text',
    'its version',
    (run) => run.manifest.engine.version,
  ),
  column(
    'threads',
    'provenance',
    'count',
    'threads of its process',
    (run) => run.manifest.threads.intraOp * run.manifest.threads.interOp,
  ),
  column('node', 'provenance', 'text', 'version of Node', (run) => run.manifest.node),
  column('cpu', 'provenance', 'text', 'processor', (run) => run.manifest.cpu),
];

function column(
  name: string,
  group: RunColumn['group'],
  holds: Holds,
  says: string,
  cell: RunColumn['cell'],
): RunColumn {
  return { name, group, holds, says, cell };
}

/** A column for every axis of these runs, with texts where some of them have one and others have none. */
function axisColumns(runs: readonly Run[]): readonly RunColumn[] {
  const axes = new Map(runs.map((run) => [run, axesOf(run.spec)] as const));
  const names = new Set([...axes.values()].flatMap((one) => Object.keys(one)));
  return [...names].map((name) => {
    const values = [...axes.values()].flatMap((one) => one[name] ?? []);
    const all = (type: string) => values.every((value) => typeof value === type);
    const holds = all('number') ? 'number' : all('boolean') ? 'truth' : 'text';
    const onAxis = (run: Run): RunCell => (axes.get(run) ?? axesOf(run.spec))[name] ?? null;
    return column(name, 'axis', holds, 'key of the experiment file', (run) => {
      const value = onAxis(run);
      return holds === 'text' && value !== null ? String(value) : value;
    });
  });
}

/** A measure with its error, an interval where a run has one, and whether it converged. */
function measureColumns(runs: readonly Run[], { key, axis }: Metric): readonly RunColumn[] {
  const of = (get: (estimate: Estimate) => RunCell | undefined) => (run: Run) => {
    const estimate = run.scalars[key];
    return estimate === undefined ? null : (get(estimate) ?? null);
  };
  const bracketed = runs.some(({ scalars }) => scalars[key]?.interval !== undefined);
  const error = (end: string, holds: Holds, says: string, cell: RunColumn['cell']) =>
    column(`${key}${end}`, 'error', holds, says, cell);
  return [
    column(
      key,
      'measure',
      'number',
      axis,
      of(({ value }) => value),
    ),
    error(
      'Stderr',
      'number',
      'its standard error',
      of(({ stderr }) => stderr),
    ),
    ...(bracketed
      ? [
          error(
            'Low',
            'number',
            'lower end of its interval',
            of(({ interval }) => interval?.[0]),
          ),
          error(
            'High',
            'number',
            'upper end of its interval',
            of(({ interval }) => interval?.[1]),
          ),
        ]
      : []),
    error(
      'Converged',
      'truth',
      'whether it is as exact as was asked',
      of(({ converged }) => converged),
    ),
  ];
}

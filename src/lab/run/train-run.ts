import type { Cost } from '../../core/estimate.ts';
import type { Scalars } from '../../core/scalars.ts';
import type { TrajectoryPoint } from '../../dynamics/integrate/trajectory-point.ts';
import { type Trained, train } from '../../dynamics/training/train.ts';
import { flatten } from '../../engine/tensors/params.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import type { ProbeName } from '../probes/registry.ts';
import type { Series, Snapshot } from '../records/record.ts';
import type { Setting } from '../task/task.ts';
import { alongOf } from './probe-schedule.ts';
import { rowSchedule } from './row-schedule.ts';
import { stepLosses } from './step-losses.ts';

/** A training as it went. */
export interface Followed {
  readonly trained: Trained;
  readonly series: Series;
  readonly snapshots: readonly Snapshot[];
  /** What the probes along the run cost. */
  readonly along: Cost;
  /** What the losses of all steps say, where they are kept. */
  readonly scalars: Scalars;
}

/** Trains one spec, keeping the rows of its series and the weights that it asks for. */
export function follow(
  spec: RunSpec,
  setting: Setting,
  progress: (fraction: number) => void,
): Followed {
  const { data, objective, random, readArrays, theta0 } = setting;
  const kind = methodOf(spec.method);
  const perEpoch = kind.stepsPerEpoch(data.count);
  const epochOf = (step: number) => kind.passes(data.count, step);
  const { epochs, steps = Number.POSITIVE_INFINITY, ...stop } = spec.stop;
  const limit = Math.min(
    steps,
    epochs === undefined ? Number.POSITIVE_INFINITY : Math.ceil(epochs * perEpoch),
  );
  const rows: Row[] = [];
  const due = rowSchedule(spec.measure.points);
  const along = alongOf(spec, setting);
  const snapshots: Snapshot[] = [];
  const keep = (time: number, theta: Params) => {
    snapshots.push({ time, theta: flatten(theta), outputs: setting.testOutputs(theta) });
  };
  if (spec.measure.snapshots.length > 0) keep(0, theta0);
  let initial = Number.NaN;
  let probed: { readonly step: number; readonly names: readonly ProbeName[] } | undefined;
  const method = kind.build({ objective, readArrays, random: random.fork('batches') });
  const own = stepLosses();
  const trained = train(method, theta0, {
    stop: { ...stop, ...(Number.isFinite(limit) && { steps: limit }) },
    loss: setting.trainLoss,
    evaluateEvery: kind.lookEvery(data.count),
    ...(spec.measure.stepLoss && { losses: true }),
    observe: (point, loss) => {
      own.add(point.losses);
      if (point.step === 0) initial = loss;
      progress(fractionDone(spec, point, loss, initial, limit));
      // Weights that are not finite have no measure, and those at the target are the end's.
      const measurable = Number.isFinite(loss) && !(loss <= (stop.loss ?? Number.NaN));
      const names = measurable ? along.due(point) : [];
      if (!due(point.step) && names.length === 0) return;
      if (names.length > 0) probed = { step: point.step, names };
      const cells = { ...along.measure(names, point), ...own.cell() };
      rows.push({ ...row(point, loss, epochOf(point.step), setting), ...cells });
    },
    snapshotTimes: spec.measure.snapshots.filter((time) => time > 0),
    snapshot: keep,
  });
  if (Number.isFinite(trained.loss)) {
    // A flow that was brought back to its target ends before the last point that was looked at.
    if (rows.at(-1)?.step === trained.step && rows.at(-1)?.time !== trained.t) rows.pop();
    const end = { step: trained.step, t: trained.t, theta: trained.theta };
    const known = probed?.step === end.step ? probed.names : [];
    const rest = along.all.filter((name) => !known.includes(name));
    const cells = { ...along.measure(rest, end), ...own.cell() };
    const there = rows.at(-1)?.step === end.step ? rows.pop() : undefined;
    rows.push(withCells(there ?? row(end, trained.loss, epochOf(end.step), setting), cells));
  }
  // Losses of different mini-batches are no rise of one.
  const scalars = method.term.feeds === undefined ? own.rising() : {};
  return { trained, series: columns(rows), snapshots, along: along.cost(), scalars };
}

/** What every row holds; probes add cells of their own. */
interface Row extends Readonly<Record<string, number>> {
  readonly step: number;
  readonly time: number;
  readonly epoch: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
}

function row(
  { step, t, theta }: Pick<TrajectoryPoint, 'step' | 't' | 'theta'>,
  loss: number,
  epoch: number,
  setting: Setting,
): Row {
  const test = setting.testRow(theta);
  return {
    step,
    time: t,
    epoch,
    trainLoss: loss,
    testLoss: test.loss,
    testAccuracy: test.accuracy,
  };
}

/** A row with more cells; costs add up. */
const withCells = (before: Row, cells: Readonly<Record<string, number>>): Row => {
  const total = ['probeGradients', 'probeHvps'].flatMap((name) =>
    name in cells ? [[name, cells[name]! + (before[name] ?? 0)]] : [],
  );
  return { ...before, ...cells, ...Object.fromEntries(total) };
};

/** The columns of all rows; NaN where a row lacks one. */
function columns(rows: readonly Row[]): Series {
  const names = [...new Set(rows.flatMap((r) => Object.keys(r)))];
  return Object.fromEntries(names.map((name) => [name, rows.map((r) => r[name] ?? Number.NaN)]));
}

/** The furthest of the stop rules; a loss falls roughly exponentially, so it counts in its logarithm. */
function fractionDone(
  { stop }: RunSpec,
  { step, t }: TrajectoryPoint,
  loss: number,
  initial: number,
  limit: number,
): number {
  const parts = [
    Number.isFinite(limit) ? step / limit : 0,
    stop.time === undefined ? 0 : t / stop.time,
    stop.loss === undefined ? 0 : Math.log(initial / loss) / Math.log(initial / stop.loss),
  ];
  return Math.min(1, Math.max(0, ...parts.filter(Number.isFinite)));
}

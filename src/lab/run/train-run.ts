import { fields, together } from '../../core/resumable.ts';
import type { Scalars } from '../../core/scalars.ts';
import { carriedOf } from '../../dynamics/integrate/carried.ts';
import { freeState } from '../../dynamics/integrate/checkpoint.ts';
import { earliest, type Pace, ROUND } from '../../dynamics/integrate/pace.ts';
import type { Carried } from '../../dynamics/integrate/solver.ts';
import type { TrajectoryPoint } from '../../dynamics/integrate/trajectory-point.ts';
import type { Snapped } from '../../dynamics/training/snapshots.ts';
import { train } from '../../dynamics/training/train.ts';
import type { Trained } from '../../dynamics/training/trained.ts';
import type { TrainingState } from '../../dynamics/training/training-state.ts';
import { flattenIn } from '../../engine/tensors/params.ts';
import type { MeasureSpec } from '../experiment/run-spec.ts';
import type { ProbeName } from '../probes/registry.ts';
import type { Series, Snapshot } from '../records/record.ts';
import type { StopSpec } from '../spec/stop.ts';
import type { Task } from '../task/task.ts';
import { fractionDone } from './fraction-done.ts';
import type { RunContext } from './point.ts';
import type { ProbeSchedule } from './probe-schedule.ts';
import { dueOf } from './row-schedule.ts';
import { columns, type Row, withCells } from './series-rows.ts';
import { stepLosses } from './step-losses.ts';
import { stopRulesOf } from './stop-rules.ts';
import type { Watchers } from './watchers.ts';

/** A training as it went. */
export interface TrainedRun {
  readonly trained: Omit<Trained, 'solver'>;
  /** What the solver carried at the end, where it carries anything. */
  readonly carried?: Carried;
  readonly series: Series;
  readonly snapshots: readonly Snapshot[];
  /** What the losses of all steps say, where they are kept. */
  readonly scalars: Scalars;
}

/** All that a recorded training needs to go on where it was, as plain data. */
export interface RecordingState {
  readonly kind: 'training';
  readonly training: TrainingState;
  readonly recorded: unknown;
}

/** What is kept of a training: rows of its series, weights at some times, losses of all steps; and who watches it. */
export interface Recording
  extends Pick<MeasureSpec, 'points' | 'every' | 'snapshots' | 'trainOutputs' | 'stepLoss'> {
  readonly along: ProbeSchedule;
  /** What watches the run at its evaluations of the loss. */
  readonly watchers: Omit<Watchers, 'paces' | 'measured'>;
  /** Whether XLA compiles its steps. */
  readonly xla?: boolean;
  /** Where the loss is evaluated to be recorded, beside where its method has it evaluated. */
  readonly recordAt: Pace;
  /** Called at each evaluation of the loss with the share of the run that is done, 0 … 1. */
  readonly progress: (fraction: number) => void;
  /** Called after each evaluation of the loss from which the training goes on. */
  readonly checkpoint?: (state: () => RecordingState) => void;
  /** Goes on from there. */
  readonly resume?: RecordingState | undefined;
}

/** What was kept so far. */
interface Kept {
  rows: Row[];
  snapshots: Snapshot[];
  /** The loss at the start. */
  initial: number;
  /** Where probes were last measured, and which. */
  probed: { readonly step: number; readonly names: readonly ProbeName[] } | undefined;
}

/** Trains a method on a task until a stop rule holds, keeping the rows of its series and the weights asked for. */
export function trainRun(
  { task, method }: Pick<RunContext, 'task' | 'method'>,
  stop: StopSpec,
  recording: Recording,
): TrainedRun {
  const {
    points,
    every,
    snapshots: times,
    stepLoss,
    along,
    watchers,
    recordAt,
    progress,
    checkpoint,
    resume,
  } = recording;
  const { objective, precision, draws, readArrays, supervised, theta0 } = task;
  const { examples } = objective;
  const rules = stopRulesOf(stop, method, examples);
  const rowOf = (point: Pick<TrajectoryPoint, 'step' | 't' | 'theta'>, loss: number) =>
    rowAt(task, point, { loss, epoch: method.passes(examples, point.step) });
  const kept: Kept = { rows: [], snapshots: [], initial: Number.NaN, probed: undefined };
  const evaluations = dueOf({ points, ...(every !== undefined && { every }) });
  const built = method.build({ objective, readArrays, random: draws });
  const own = stepLosses();
  const recorded = together({ kept: fields(kept), evaluations, own, along, watchers });
  if (resume !== undefined) recorded.restore(resume.recorded as ReturnType<typeof recorded.save>);
  const carriedAt = (at: Pick<Snapped, 'solver' | 'step'>) => carriedOf(built.solver, at);
  const keep = (time: number, at: Snapped) => {
    const { theta } = at;
    const carried = carriedAt(at);
    const outputs = supervised?.testOutputs(theta);
    kept.snapshots.push({
      time,
      theta: flattenIn(theta, precision),
      ...(outputs && { outputs }),
      ...(recording.trainOutputs && supervised && { trainOutputs: supervised.trainOutputs(theta) }),
      ...(carried && { carried }),
    });
  };
  const { solver, ...trained } = train(built, theta0, {
    stop: rules,
    loss: task.trainLoss,
    precision,
    evaluateEvery: method.evaluateEvery(examples),
    observeAt: recordAt,
    untilWeights: earliest([evaluations.until, along.until, watchers.until]),
    ...(stepLoss && { losses: true }),
    ...(recording.xla && { xla: true }),
    observe: (point, loss) => {
      if (stepLoss) own.add(point.losses);
      if (point.step === 0) {
        kept.initial = loss;
        if (times.length > 0) keep(0, point);
      }
      watchers.look(point);
      progress(fractionDone(rules, point, { loss, initial: kept.initial }));
      // Weights that are not finite have no measure, and a flow beyond its target is brought back to it.
      const beyond = built.controller.adaptive && loss <= (rules.loss ?? Number.NaN);
      const measurable = Number.isFinite(loss) && !beyond;
      const names = measurable ? along.due(point) : [];
      if (!evaluations.due(point) && names.length === 0) return;
      if (names.length > 0) kept.probed = { step: point.step, names };
      const here = { ...point, carried: () => carriedAt(point) };
      const cells = {
        ...along.measure(names, here),
        ...own.cell(kept.rows.at(-1)?.step ?? 0, point.step),
      };
      kept.rows.push({ ...rowOf(point, loss), ...cells });
    },
    snapshotTimes: times.filter((time) => time > 0),
    snapshot: keep,
    carried: task.carried && (method.takesOver?.state(task.carried) ?? task.carried),
    keepState: built.solver.carries !== undefined,
    ...(resume && { resume: resume.training }),
    ...(checkpoint && {
      checkpoint: (state) =>
        checkpoint(() => ({ kind: 'training', training: state(), recorded: recorded.save() })),
    }),
  });
  const carried = solver && carriedAt({ step: trained.step, solver });
  if (solver !== undefined) freeState(solver);
  const { step, t, theta } = trained;
  const { rows, probed } = kept;
  // A run that was brought back to its target ends before the last points that were looked at.
  while (rows.length > 0 && (rows.at(-1)!.step > step || rows.at(-1)!.time > t)) rows.pop();
  const snapshots = kept.snapshots.filter(({ time }) => time <= t * (1 + ROUND));
  if (Number.isFinite(trained.loss)) {
    const end = { step, t, theta, carried: () => carried };
    const known = probed?.step === end.step ? probed.names : [];
    const rest = along.all.filter((name) => !known.includes(name));
    const cells = { ...along.measure(rest, end), ...own.cell(rows.at(-1)?.step ?? 0, step) };
    const there = rows.at(-1)?.step === end.step ? rows.pop() : undefined;
    rows.push(withCells(there ?? rowOf(end, trained.loss), cells));
  }
  // Losses of different mini-batches are no rise of one.
  const scalars = built.term.feeds === undefined ? own.rising(step) : {};
  return { trained, series: columns(rows), snapshots, scalars, ...(carried && { carried }) };
}

function rowAt(
  task: Task,
  { step, t, theta }: Pick<TrajectoryPoint, 'step' | 't' | 'theta'>,
  { loss, epoch }: { readonly loss: number; readonly epoch: number },
): Row {
  const test = task.supervised?.testRow(theta);
  return {
    step,
    time: t,
    epoch,
    trainLoss: loss,
    ...(test && { testLoss: test.loss }),
    ...(test?.accuracy !== undefined && { testAccuracy: test.accuracy }),
  };
}

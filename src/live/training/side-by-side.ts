import { lockstep, type Meeting } from '../../dynamics/integrate/lockstep.ts';
import { ranAway } from '../../dynamics/training/stop-monitor.ts';
import { flatten } from '../../engine/tensors/params.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { methodOf } from '../../lab/methods/registry.ts';
import type { Task } from '../../lab/task/task.ts';
import { crc32 } from '../../problems/data/crc32.ts';
import { type Lane, lanesOf, meetingsOf } from '../state/lanes.ts';
import type { LaneEnd, LaneRow, Row } from '../state/messages.ts';
import type { LiveState } from '../state/state.ts';
import { curvatureAt } from './curvature.ts';

/** Meetings at which λ and the trace are measured; the first and the last are two of them. */
const MEASURED = 16;

/** A lane while it trains. */
interface Running {
  readonly lane: Lane;
  readonly initialLoss: number;
  diverged?: number;
  last: LaneRow;
}

/**
 * Trains all methods of a state from one start on one clock, and yields a row at every meeting; returns how each ended.
 *
 * Each takes the steps that a run of the lab takes. The caller may leave off between two rows.
 */
export function* sideBySide(state: LiveState, task: Task): Generator<Row, readonly LaneEnd[]> {
  const lanes = lanesOf(state);
  const { objective, readArrays, draws, precision, theta0 } = task;
  const methods = lanes.map(({ method }) =>
    methodOf(method).build({ objective, readArrays, random: draws }),
  );
  const times = meetingsOf(state);
  const initialLoss = task.trainLoss(theta0);
  const running = lanes.map((lane): Running => ({ lane, initialLoss, last: gone }));
  let ends: readonly LaneEnd[] = [];
  let met = 0;
  for (const meeting of lockstep(methods, theta0, { times, precision })) {
    const measured = state.curvature && isMeasured(met, times.length);
    const isLast = ++met === times.length;
    for (const [i, run] of running.entries()) look(run, i, meeting, task, measured);
    yield { time: meeting.time, lanes: running.map(({ last }) => last) };
    if (isLast) ends = running.map((run, i) => endOf(run, meeting.thetas[i], task));
  }
  return ends;
}

/** Whether λ and the trace are measured at the k-th of n meetings: evenly spaced, and at the last. */
const isMeasured = (k: number, n: number): boolean =>
  k === n - 1 || k % Math.max(1, Math.ceil((n - 1) / (MEASURED - 1))) === 0;

/** What is known of a method that has diverged. */
const gone: LaneRow = {
  ...{ loss: Number.NaN, testLoss: Number.NaN },
  ...{ testAccuracy: Number.NaN, distance: Number.NaN },
};

function look(run: Running, i: number, meeting: Meeting, task: Task, measured: boolean): void {
  run.last = gone;
  if (run.diverged !== undefined) return;
  const theta = meeting.thetas[i];
  const loss = theta === undefined ? Number.NaN : task.trainLoss(theta);
  if (theta === undefined || ranAway(loss, run.initialLoss)) {
    run.diverged = meeting.time;
    return;
  }
  const test = task.supervised!.testRow(theta);
  run.last = {
    loss,
    testLoss: test.loss,
    testAccuracy: test.accuracy ?? Number.NaN,
    distance: meeting.distances[0]![i]!,
    ...(measured && curvatureAt(theta, task)),
  };
}

function endOf(run: Running, theta: Params | undefined, task: Task): LaneEnd {
  const { lane, diverged, last } = run;
  const { id, title } = lane;
  if (theta === undefined || diverged !== undefined)
    return { ...last, id, title, diverged: diverged!, trainAccuracy: Number.NaN, checksum: '' };
  const { accuracy = Number.NaN } = task.supervised!.evaluateTrain(theta);
  const { buffer } = flatten(theta);
  const checksum = crc32(new Uint8Array(buffer)).toString(16).padStart(8, '0');
  return { ...last, id, title, trainAccuracy: accuracy, checksum };
}

import { significant } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import { rowApart } from './row-apart.ts';
import { areApart, type Tolerance } from './tolerance.ts';

/** How a record is not what its run gives: `apart`, or `doubtful` where another machine may be behind it. */
export interface Unlike {
  readonly kind: 'apart' | 'doubtful';
  readonly why: string;
}

/** The same engine on the same processor gives the same bytes, unless the versions of libraries differ. */
const SAME: Tolerance = { size: 0.03, loss: 0, weights: 0.1, overflow: false, column: 0.003 };

/** Elsewhere sums are rounded otherwise, and training multiplies that: small batches of the same seeds may end in another place, or overflow. */
const ELSEWHERE: Tolerance = { size: 0.5, loss: 0.1, weights: 0.7, overflow: true, column: 0.5 };

/** Of the losses of the first steps, where nothing was multiplied yet. */
const EARLY = { steps: 4, size: 0.01 } as const;

/**
 * How a record is not what its run gives when it is computed again; undefined where it is. A number that is off by more than rounding, or another ending, is doubtful
 * where the record is of another engine or processor and the run began alike, and otherwise none of this run.
 */
export function unlike(record: Run, again: Run): Unlike | undefined {
  const began = beganOtherwise(record, again);
  if (began !== undefined) return { kind: 'apart', why: began };
  const isOne = isOneMachine(record, again);
  const ended = endedOtherwise(record, again);
  if (ended !== undefined && (isOne || brokeOff(record) || brokeOff(again)))
    return { kind: isOne ? 'apart' : 'doubtful', why: ended };
  const near = ended ?? numbersApart(record, again, SAME);
  if (near === undefined) return undefined;
  const far = isOne ? near : numbersApart(record, again, ELSEWHERE);
  return far === undefined ? { kind: 'doubtful', why: near } : { kind: 'apart', why: far };
}

/** Of such a run no numbers of the end can be held against those of another that came further. */
const brokeOff = ({ ending }: Run): boolean => ending !== 'completed' && ending !== 'reached';

function isOneMachine({ manifest: a }: Run, { manifest: b }: Run): boolean {
  const of = ({ engine, cpu }: typeof a) => `${engine.name} ${engine.version} ${cpu}`;
  return of(a) === of(b);
}

const endedOtherwise = (record: Run, again: Run): string | undefined =>
  record.ending === again.ending
    ? undefined
    : `it ended as ${record.ending} in the record, and as ${again.ending} when computed again`;

function beganOtherwise(record: Run, again: Run): string | undefined {
  const [then, now] = [lossesOf(record), lossesOf(again)];
  for (const [step, loss] of now) {
    const other = then.get(step);
    if (
      step <= EARLY.steps &&
      other !== undefined &&
      areApart(other, loss, EARLY.size * loss, SAME)
    )
      return differ(`the training loss at step ${step}`, other, loss);
  }
  const [first, own] = [record.manifest.initialLoss, again.manifest.initialLoss];
  return areApart(first, own, EARLY.size * Math.abs(own), SAME)
    ? differ('initialLoss', first, own)
    : undefined;
}

const lossesOf = ({ series: { step = [], trainLoss = [] } }: Run): ReadonlyMap<number, number> =>
  new Map(step.map((k, i) => [k, trainLoss[i]!]));

function numbersApart(record: Run, again: Run, allowed: Tolerance): string | undefined {
  for (const [name, now] of Object.entries(again.scalars)) {
    const then = record.scalars[name];
    if (then === undefined) return `${name} is not in the record`;
    const [low, high] = now.bounds ?? [now.value, now.value];
    const most =
      allowed.size * Math.max(Math.abs(now.value), Math.abs(then.value)) +
      allowed.loss * Math.abs(again.manifest.initialLoss) +
      3 * finite(now.stderr) +
      (finite(high) - finite(low));
    if (areApart(then.value, now.value, most, allowed)) return differ(name, then.value, now.value);
  }
  const row = rowApart(record, again, (step) => (step <= EARLY.steps ? SAME : allowed));
  if (row !== undefined)
    return differ(`${row.name} at step ${row.step}`, row.recorded, row.computed);
  return (
    weightsApart('final weights', record.weights, again.weights, allowed) ??
    snapshotsApart(record, again, allowed)
  );
}

/** Of the snapshots that both have. */
function snapshotsApart(record: Run, again: Run, allowed: Tolerance): string | undefined {
  for (const { time, theta } of again.snapshots) {
    const then = record.snapshots.find((one) => one.time === time);
    if (then === undefined) continue;
    const why = weightsApart(`weights at time ${time}`, then.theta, theta, allowed);
    if (why !== undefined) return why;
  }
  return undefined;
}

function weightsApart(
  name: string,
  then: Weights,
  now: Weights,
  allowed: Tolerance,
): string | undefined {
  const apart = distance(then, now);
  return apart <= allowed.weights || (allowed.overflow && Number.isNaN(apart))
    ? undefined
    : `its ${name} are ${Number.isFinite(apart) ? `${significant(100 * apart, 2)} % of their length` : 'another number of weights'} off`;
}

const finite = (x: number): number => (Number.isFinite(x) ? x : 0);

const differ = (name: string, then: number, now: number): string =>
  `${name} is ${significant(then)} in the record, and ${significant(now)} when computed again`;

type Weights = Run['weights'];

/** ‖a − b‖/‖b‖. */
function distance(a: Weights, b: Weights): number {
  if (a === undefined || b === undefined || a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [apart, length] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    apart += (a[i]! - b[i]!) ** 2;
    length += b[i]! ** 2;
  }
  return apart === 0 ? 0 : Math.sqrt(apart / length);
}

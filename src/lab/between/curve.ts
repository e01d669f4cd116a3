import { InputError } from '../../core/error.ts';
import { addCosts, type Cost, costSince, type Estimate } from '../../core/estimate.ts';
import { significant } from '../../core/format.ts';
import { train } from '../../dynamics/training/train.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { lossOf } from '../../objective/loss-of.ts';
import { barrier } from '../../probes/landscape/barrier.ts';
import { bendObjective } from '../../probes/landscape/bend-objective.ts';
import { type BentCurve, curveKinds, detour, pointOn } from '../../probes/landscape/curve.ts';
import { section } from '../../probes/landscape/section.ts';
import { spaced } from '../../probes/landscape/slice.ts';
import { interpolation } from '../../probes/landscape/slices.ts';
import { methodOf } from '../methods/registry.ts';
import { type Ends, HEIGHT, tensorsOf } from './ends.ts';
import { type Plane, planeThrough } from './plane.ts';
import type { CurveAsked } from './request.ts';
import { type Walk, walk } from './walk.ts';

/** What was found on a curve between two runs that was trained to be low. */
export interface Curve extends Walk {
  readonly kind: CurveAsked['kind'];
  /** The barriers of the training loss on the curve, and on the straight way; see `barrier`. */
  readonly barrier: Estimate;
  readonly straight: Estimate;
  /** The mean loss over the places, with the bend half-way on the straight line, and as trained. */
  readonly meanLoss: readonly [before: number, after: number];
  /** The length of the curve over the distance of its ends. */
  readonly detour: number;
  /** What training it took. */
  readonly cost: Cost;
  /** The plane of both ends and the bend with the curve on it; absent where they lie on a line. */
  readonly plane?: Plane & { readonly path: readonly (readonly [number, number])[] };
}

/** Along each axis of the plane of a curve; chosen: 625 forward passes. */
const GRID = 25;

/** Steps between looks at the mean loss, which take a third of the time of a step of the full batch; chosen. */
const LOOK = 5;

/** Dots of the curve on its plane. */
const DOTS = 65;

/**
 * Trains the bend of a curve between two runs, and measures what lies along it.
 *
 * Until its mean loss is at most that of the lower end, and half that of the straight way, or the steps are over: further on the
 * cross-entropy of a network that fits its examples leads the bend away from both for ever.
 *
 * @throws InputError where the training diverges
 */
export function curveBetween(ends: Ends, asked: CurveAsked): Curve {
  const [a, b] = ends.points as [Float64Array, Float64Array];
  const { objective } = ends.task;
  const { bend, meanLoss, cost } = trainedBend(ends, asked);
  const curve: BentCurve = { kind: asked.kind, start: a, bend, end: b };
  const way = section(objective, a, [bend.map((x, i) => x - a[i]!), b.map((x, i) => x - a[i]!)]);
  const { height } = barrier((t) => {
    const share = curveKinds[asked.kind](t);
    return way.loss(share.bend, share.end);
  }, HEIGHT);
  way.dispose();
  const plane = planeOf(ends, curve);
  return {
    ...walk(ends, spaced(0, 1, asked.points), (t) => pointOn(curve, t), asked.asked),
    kind: asked.kind,
    barrier: height,
    straight: interpolation(objective, a, b, HEIGHT).height,
    ...{ meanLoss, detour: detour(curve), cost: addCosts(cost, plane?.cost ?? addCosts()) },
    ...(plane && { plane }),
  };
}

function trainedBend(
  { task, points }: Ends,
  { kind, method, steps, places }: CurveAsked,
): Pick<Curve, 'meanLoss' | 'cost'> & { readonly bend: Float64Array } {
  const start = performance.now();
  const [a, b] = points as [Float64Array, Float64Array];
  const [from, to] = [tensorsOf(task, a), tensorsOf(task, b)];
  const along = bendObjective(task.objective, [from, to], kind, places);
  const half = tensorsOf(
    task,
    a.map((x, i) => (x + b[i]!) / 2),
  );
  const loss = lossOf(along);
  try {
    const { build, label, batch = places } = methodOf(method);
    const lower = Math.min(...[from, to].map((theta) => task.trainLoss(theta)));
    const target = Math.min(lower, loss(half) / 2);
    const random = task.random.fork('curve');
    const trained = train(build({ objective: along, readArrays: task.readArrays, random }), half, {
      ...{ loss, precision: task.precision, evaluateEvery: LOOK },
      stop: { steps, ...(target > 0 && { loss: target }) },
    });
    const { theta, ending, initialLoss, work } = trained;
    const bend = flatten64(theta);
    const after = trained.loss;
    dispose(theta);
    if (ending === 'diverged')
      throw new InputError(
        `the curve diverged under ${label}, from mean loss ${significant(initialLoss)}: give a lower rate with --method`,
      );
    // A step takes a gradient at each place of its batch.
    const gradients = batch * work.gradients;
    return { bend, meanLoss: [initialLoss, after], cost: costSince(start, { gradients }) };
  } finally {
    loss.dispose();
    along.dispose();
    dispose([...from, ...to, ...half]);
  }
}

function planeOf({ task }: Ends, curve: BentCurve): Curve['plane'] {
  const { start, bend, end } = curve;
  try {
    const { directions, ...plane } = planeThrough(task, [start, end, bend], GRID);
    const path = spaced(0, 1, DOTS).map((t) => {
      const away = pointOn(curve, t).map((x, i) => x - start[i]!);
      const [x, y] = directions.map((d) => d.reduce((sum, di, i) => sum + di * away[i]!, 0));
      return [x!, y!] as const;
    });
    return { ...plane, path };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

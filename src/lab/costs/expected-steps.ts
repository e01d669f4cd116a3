import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import type { StartSpec } from '../methods/start.ts';
import { examplesIn } from '../spec/problem.ts';

/** A method with its stop rule: of a run, or of the training that it begins with. */
export type TrainingSpec = Pick<StartSpec, 'method' | 'stop'>;

/** How far a training is expected to go. */
interface ExpectedSteps {
  readonly steps: number;
  /** Gradients, each on a mini-batch where there are some. */
  readonly gradients: number;
  /** Training time. */
  readonly time: number;
}

/** Training time to a loss, times that loss: 56 · 0.02, of descent on the standard recipe. */
const REACH = 1.1;
/** How much longer mini-batches take, in η/B: seen of the same at B = 4, 8 and 16. */
const NOISE = 80;
/** Gradients of a flow under error control to time t, in √t, and how many of them make a step: seen of the same at t = 20, 58 and 200. */
const FLOW = { gradients: 42, each: 4.5 };

/** What is looked at along a training. */
interface Looks {
  readonly every?: number | undefined;
  readonly time?: number | undefined;
}

/** How often something is looked at every so many steps, or after every so much time, beside what is spread over a training. */
export const regularLooks = (
  { every, time: dt }: Looks,
  { steps, time }: Pick<ExpectedSteps, 'steps' | 'time'>,
): number => (every ? steps / every : 0) + (dt ? time / dt : 0);

/** Keys of methods that say how far a step goes, or what it takes. */
type Keys = Partial<Record<'rate' | 'momentum' | 'dt' | 'average', number>>;

/** Steps that a training is expected to take: as many as its rules allow, or as a target loss was seen to need; by the spec alone. */
export function trainingSteps(
  spec: Pick<RunSpec, 'data'>,
  { method: of, stop }: TrainingSpec,
): ExpectedSteps {
  const method = methodOf(of);
  const { rate = 0.05, momentum = 0, dt = rate / (1 - momentum), average = 1 }: Keys = of;
  const { batch } = method;
  const noise = batch === undefined ? 1 : 1 + (NOISE * rate) / batch;
  const until = Math.min(
    stop.time ?? Number.POSITIVE_INFINITY,
    stop.loss === undefined ? Number.POSITIVE_INFINITY : (REACH / stop.loss) * noise,
  );
  const most = Math.min(
    stop.steps ?? Number.POSITIVE_INFINITY,
    (stop.epochs ?? Number.POSITIVE_INFINITY) * method.stepsPerEpoch(examplesIn(spec)),
  );
  if (method.tolerance !== undefined) {
    const gradients = Math.min(FLOW.gradients * Math.sqrt(until), FLOW.each * most);
    return { steps: Math.ceil(gradients / FLOW.each), gradients, time: until };
  }
  const steps = Math.max(1, Math.ceil(Math.min(most, until / dt)));
  return { steps, gradients: steps * average, time: steps * dt };
}

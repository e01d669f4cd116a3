import { type Checkpoint, freeState } from '../../../dynamics/integrate/checkpoint.ts';
import { integrate, type Method } from '../../../dynamics/integrate/integrate.ts';
import { flatten64, tensorsLike } from '../../../engine/tensors/params.ts';
import type { Precision } from '../../../engine/tensors/precision.ts';
import type { ProbeContext } from '../probe.ts';

/** Where the next steps of a run lead. */
export interface NextWeights {
  /** Here, and after each step. Shapes [P]. */
  readonly weights: readonly Float64Array[];
  readonly gradients: number;
  /** η of the first step. */
  readonly rate: number;
}

/**
 * The weights here and after each of the next steps of a run, flat: with its mini-batches, its rate there and what its solver
 * carries; undefined where that is more than is known, as under a delay, and for a flow, whose steps are its solver's own affair. Shapes [P].
 */
export function nextWeights(context: ProbeContext, steps: number): NextWeights | undefined {
  const { method: asked, task, theta, step = 0, carried } = context;
  if (asked.at === undefined) return undefined;
  const { objective, draws, readArrays, precision } = task;
  const method = asked.build({ objective, readArrays, random: draws });
  const resume = resumed(method, { precision, theta, step, carried });
  if (resume === undefined) return undefined;
  const weights: Float64Array[] = [];
  let gradients = 0;
  // Steps of any length, far from where a trajectory would have diverged.
  const options = { resume, precision, steps: step + steps, escape: Number.POSITIVE_INFINITY };
  try {
    for (const point of integrate(method, theta, options)) {
      weights.push(flatten64(point.theta));
      gradients = point.work.gradients;
    }
  } finally {
    freeState(resume.solver);
  }
  return { weights, gradients, rate: resume.dt };
}

/** A checkpoint of a run as a probe sees it; undefined where its solver carries more than is known. */
export function resumed(
  { solver, term, controller }: Method,
  {
    precision,
    theta,
    step,
    carried,
  }: Pick<ProbeContext, 'theta' | 'carried'> & {
    readonly precision: Precision;
    readonly step: number;
  },
): Checkpoint | undefined {
  const stepper = solver.bind(term, precision);
  const { state } = stepper.init(theta, step);
  stepper.dispose();
  const names = Object.keys(state.vectors);
  const known = names.length === 0 ? undefined : carried();
  const missing = names.some((name) => known?.arrays[name] === undefined);
  if (names.length > 0) freeState(state);
  if (missing) return undefined;
  const dt = controller.schedule?.(step) ?? controller.dt0;
  const place = { step, t: 0, dt, theta, work: { gradients: 0, hvps: 0 } };
  if (known === undefined) return { ...place, solver: state };
  const vectors = Object.fromEntries(
    names.map((name) => [name, tensorsLike(theta, known.arrays[name]!, precision)]),
  );
  return { ...place, solver: { numbers: { first: step - known.steps }, vectors } };
}

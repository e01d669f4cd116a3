import { exact } from '../../core/estimate.ts';
import { type Checkpoint, freeState } from '../../dynamics/integrate/checkpoint.ts';
import { integrate, type Method } from '../../dynamics/integrate/integrate.ts';
import { flatten64, tensorsLike } from '../../engine/tensors/params.ts';
import type { Precision } from '../../engine/tensors/precision.ts';
import { dot, norm } from '../../linalg/float64.ts';
import { defineProbe, type ProbeContext } from './probe.ts';

export const stepCosine = defineProbe({
  about:
    'cosine of the angle between the next two steps of the method: 1 where it glides, −1 where it jumps to and fro',
  sources: { none: 'the cosine of two differences of weights' },
  cost: 'two steps of the method',
  form: '',
  options: {},
  outputs: { stepCosine: { axis: 'Cosine of successive steps', associated: false } },
  measure(context) {
    const { method, task } = context;
    // A flow's step is its solver's own affair.
    if (method.at === undefined) return undefined;
    const start = performance.now();
    const { objective, draws, readArrays } = task;
    const built = method.build({ objective, readArrays, random: draws });
    const found = nextWeights(built, context);
    if (found === undefined) return undefined;
    const { weights, gradients } = found;
    const [first, second] = [1, 2].map((k) => weights[k]!.map((w, i) => w - weights[k - 1]![i]!));
    const value = dot(first!, second!) / (norm(first!) * norm(second!));
    const seconds = (performance.now() - start) / 1000;
    return { scalars: { stepCosine: exact(value, { gradients, hvps: 0, seconds }) } };
  },
});

/**
 * The weights here and after each of the next two steps of a run, flat: with its mini-batches, its rate there and what its solver
 * carries; undefined where that is more than is known, as under a delay. Shapes [P].
 */
function nextWeights(
  method: Method,
  { task: { precision }, theta, step = 0, carried }: ProbeContext,
): { readonly weights: readonly Float64Array[]; readonly gradients: number } | undefined {
  const resume = resumed(method, { precision, theta, step, carried });
  if (resume === undefined) return undefined;
  const weights: Float64Array[] = [];
  let gradients = 0;
  // Steps of any length, far from where a trajectory would have diverged.
  const options = { resume, precision, steps: step + 2, escape: Number.POSITIVE_INFINITY };
  try {
    for (const point of integrate(method, theta, options)) {
      weights.push(flatten64(point.theta));
      gradients = point.work.gradients;
    }
  } finally {
    freeState(resume.solver);
  }
  return { weights, gradients };
}

/** A checkpoint of a run as a probe sees it; undefined where its solver carries more than is known. */
function resumed(
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

import type { Estimate } from '../../core/estimate.ts';
import { preconditionerOf } from '../../dynamics/integrate/carried.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { eigenpairs } from '../../probes/spectrum/eigenvalues.ts';
import { preconditionedSharpness as largest } from '../../probes/spectrum/preconditioned-sharpness.ts';
import * as curvature from '../../probes/spectrum/sharpness.ts';
import { trace as hutchinson } from '../../probes/trace/hutchinson.ts';
import { lanczosKeys, maxProbes, relativeError } from './estimate-keys.ts';
import { defineProbe, type WarmStart } from './probe.ts';

export const trace = defineProbe({
  about: 'trace of the Hessian of the training loss, by Hutchinson’s estimator',
  sources: ['hutchinson1989', 'pearlmutter1994'],
  cost: 'an HVP a random vector, 32 or more',
  form: '{ relativeError: 0.03, maxProbes: 2000 }',
  options: { relativeError, maxProbes },
  outputs: {
    trace: {
      name: 'Hessian trace',
      axis: 'Hessian trace tr H',
      positive: true,
      rank: 7,
      column: { table: 'curvature', heading: 'tr H' },
    },
  },
  byDefault: true,
  measure: ({ hessian, random }, options) => ({
    scalars: { trace: hutchinson(hessian(), { ...options, random: random.fork('trace') }) },
  }),
});

/** Of a largest eigenvalue. */
const lanczosOptions = {
  form: '{ tolerance: 1.0e-3, maxIterations: 200 }',
  options: lanczosKeys,
};

export const sharpness = defineProbe({
  about: 'λ, the largest algebraic eigenvalue of the Hessian, by Lanczos',
  sources: ['lanczos1950', 'parlett1980', 'pearlmutter1994'],
  cost: 'an HVP an iteration, some 10 to 60',
  ...lanczosOptions,
  outputs: {
    sharpness: {
      name: 'sharpness λ',
      axis: 'Sharpness λ',
      positive: true,
      rank: 8,
      column: { table: 'curvature', heading: 'λ' },
    },
  },
  byDefault: true,
  warms: true,
  measure({ hessian, random, warm }, options) {
    const own = { ...options, random: random.fork('sharpness') };
    const going = warm?.('sharpness');
    const found =
      going === undefined ? curvature.sharpness(hessian(), own) : followed(hessian(), own, going);
    return { scalars: { sharpness: found } };
  },
});

/** How many of the largest eigenvalues are followed for λ: one more, which may overtake it. */
const FOLLOWED = 2;

/** λ among the largest eigenvalues, searched for from the vectors of the point before. */
function followed(
  H: LinearOperator,
  { tolerance, maxIterations, random }: curvature.SharpnessOptions,
  { before, keep }: WarmStart,
): Estimate {
  const { top } = eigenpairs(H, {
    ...{ top: FOLLOWED, start: before, tolerance, random },
    maxProducts: maxIterations,
  });
  keep(top.map(({ vector }) => vector));
  return top[0]!.value;
}

/** The sharpness that adaptive methods feel; nothing for methods whose steps are not scaled, or before their first step. */
export const preconditionedSharpness = defineProbe({
  about:
    'λ(P⁻¹H), the sharpness in the scaling P of the method’s last step: Adam, RMSProp, a preconditioner',
  sources: ['cohen2022', 'lanczos1950'],
  cost: 'an HVP an iteration, some 10 to 60',
  ...lanczosOptions,
  outputs: {
    preconditionedSharpness: {
      name: 'preconditioned sharpness λ(P⁻¹H)',
      axis: 'Preconditioned sharpness λ(P⁻¹H)',
      positive: true,
      rank: 8,
      // In units of the method's own.
      associated: false,
      column: { table: 'curvature', heading: 'λ(P⁻¹H)' },
    },
  },
  needs: ['preconditioner'],
  measure({ method, task, carried, hessian, random }, options) {
    if (method.preconditioner === undefined) return undefined;
    const { objective, readArrays } = task;
    const own = random.fork('preconditioned-sharpness');
    const P = preconditionerOf(method.build({ objective, readArrays, random: own }), carried);
    if (P === undefined) return undefined;
    const found = largest(hessian(), P, { ...options, random: own });
    return { scalars: { preconditionedSharpness: found } };
  },
});

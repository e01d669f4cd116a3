import { preconditionerOf } from '../../dynamics/integrate/carried.ts';
import { preconditionedSharpness as largest } from '../../probes/spectrum/preconditioned-sharpness.ts';
import { lanczosOptions } from './curvature.ts';
import { defineProbe } from './probe.ts';

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

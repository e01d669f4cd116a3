import { rng } from '../core/random.ts';
import { compile } from '../engine/program/compile.ts';
import { dispose } from '../engine/tensors/memory.ts';
import { flatten64 } from '../engine/tensors/params.ts';
import { read64 } from '../engine/tensors/precise.ts';
import type { Precision } from '../engine/tensors/precision.ts';
import { dot } from '../linalg/float64.ts';
import type { LinearOperator } from '../linalg/operator.ts';
import { symmetricEigen } from '../linalg/symmetric-eigen.ts';
import { hessian } from '../probes/operators/hessian.ts';
import { sharpness } from '../probes/spectrum/sharpness.ts';
import { trace } from '../probes/trace/hutchinson.ts';
import { type LossName, losses } from '../problems/supervised/loss-names.ts';
import { type Check, relativeError, roundings } from './check.ts';
import { denseOf, onNetwork } from './small-network.ts';

/** Loss, gradient and curvature of a small network of tanh. */
export const derivativeChecks: readonly Check[] = losses.flatMap((loss) => checksOf(loss));

function checksOf(loss: LossName): Check[] {
  return [
    {
      name: `gradient, ${loss}`,
      against: 'sums written out in float64',
      bounds: roundings(200),
      error: (precision) =>
        onNetwork(loss, precision, (objective, theta) => {
          const program = compile((at) => {
            const { value, gradient } = objective.gradient(at);
            return [value, ...gradient];
          }, precision);
          const [value, ...gradient] = program(theta);
          const exact = denseOf(loss);
          const error = Math.max(
            relativeError(read64(value!), [exact.loss]),
            relativeError(flatten64(gradient), exact.gradient),
          );
          dispose([value!, ...gradient]);
          program.dispose();
          return error;
        }),
    },
    {
      name: `Hessian–vector products, ${loss}`,
      against: 'the dense Hessian',
      bounds: roundings(200),
      error: (precision) =>
        onHessian(loss, precision, (H) => {
          const dense = denseOf(loss).hessian;
          const errors = [0, 1, 2].map((i) => {
            const v = rng(2).fork('v', i).normals(H.dim);
            return relativeError(
              H.matvec(v),
              dense.map((row) => dot(row, v)),
            );
          });
          return Math.max(...errors);
        }),
    },
    {
      name: `λ by Lanczos, ${loss}`,
      against: 'rotations of the dense Hessian',
      bounds: { single: 2e-5, double: 1e-10 },
      error: (precision) =>
        onHessian(loss, precision, (H) => {
          const exact = symmetricEigen(denseOf(loss).hessian).values.at(-1)!;
          const { value } = sharpness(H, {
            ...{ tolerance: precision === 'double' ? 1e-6 : 1e-4, maxIterations: H.dim },
            random: rng(3),
          });
          return relativeError([value], [exact]);
        }),
    },
    {
      name: `tr H by Hutchinson in its errors, ${loss}`,
      against: 'the dense diagonal',
      // Of a t distribution of 400 draws beyond 4: one in 10⁴, and the draws are those of one seed.
      bounds: { single: 4, double: 4 },
      error: (precision) =>
        onHessian(loss, precision, (H) => {
          const exact = denseOf(loss).hessian.reduce((sum, row, i) => sum + row[i]!, 0);
          const { value, stderr } = trace(H, {
            ...{ relativeError: 1e-9, maxProbes: 400, random: rng(4) },
          });
          return Math.abs(value - exact) / stderr;
        }),
    },
  ];
}

const onHessian = (
  loss: LossName,
  precision: Precision,
  body: (H: LinearOperator) => number,
): number =>
  onNetwork(loss, precision, (objective, theta) => {
    const H = hessian(objective, theta, precision);
    try {
      return body(H);
    } finally {
      H.dispose();
    }
  });

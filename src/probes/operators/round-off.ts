import { rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten, unflatten } from '../../engine/tensors/params.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { norm, ROUND_OFF } from '../../linalg/float64.ts';
import type { LinearOperator, RoundOff } from '../../linalg/operator.ts';
import type { OperatorFamily } from './family.ts';
import type { ThirdDerivativesProbe } from './third-derivatives.ts';

/** The distance of neighbours in float32 next to 1. */
const LAST_PLACE = 2 ** -23;

/**
 * What float32 takes off products is up to about four times what a change in every last place does to one, on networks
 * of 50 to 27,000 weights, 20 to 1,000 examples and losses from 1e-3 to 2, both losses; twice that, for room.
 */
const ROOM = 8;

/** The same everywhere, so that what is measured depends on the point alone. */
const random = rng(0).fork('round-off');

/** Every entry moved to about its neighbour in float32, up or down by chance. Shape [P]. */
const shaken = (v: Float32Array, name: string): Float32Array => {
  const signs = random.fork(name).signs(v.length);
  return v.map((x, i) => x * (1 + signs[i]! * LAST_PLACE));
};

/**
 * The operators of a family with the round-off of their arithmetic, measured where it is asked for.
 *
 * Rounding makes of a product that of weights and a vector a few last places away: share = 8 ‖A(θ̃) z̃ − A(θ) z‖ / ‖A(θ) z‖,
 * with z of random signs, θ̃ and z̃ next to θ and z. That grows with the logits and the depth as the errors do, which no
 * constant does. It costs two products, one at a point of its own. In double precision it is float64's.
 */
export function withRoundOff(family: OperatorFamily, precision: Precision): OperatorFamily {
  if (precision === 'double') return family;
  return {
    ...family,
    at(theta, rows) {
      const A = family.at(theta, rows);
      let share: number | undefined;
      const roundOff = (): RoundOff => {
        const products = share === undefined ? 2 : 0;
        share ??= measured(A, theta, (near) => family.at(near, rows));
        return { share, products };
      };
      return { ...A, roundOff };
    },
  };
}

function measured(A: LinearOperator, theta: Params, at: (theta: Params) => LinearOperator): number {
  const z = random.fork('z').signs(A.dim);
  const own = new Float64Array(A.matvec(z));
  const near = unflatten(
    shaken(flatten(theta), 'weights'),
    theta.map((t) => t.shape),
  );
  const B = at(near);
  const off = norm(B.matvec(shaken(z, 'direction')).map((x, i) => x - own[i]!));
  B.dispose();
  dispose(near);
  const size = norm(own);
  // A matrix of zeros has no round-off.
  return size === 0 && off === 0 ? 0 : (ROOM * off) / size;
}

/**
 * The share of ‖D³L[u, u]‖ that round-off may take off it, measured as that of products is; `own` is what was found at θ and u. Shapes [P].
 *
 * In double precision it is float64's, and costs nothing.
 */
export function thirdRoundOff(
  probe: ThirdDerivativesProbe,
  theta: Params,
  u: Float64Array,
  own: Float64Array,
  precision: Precision,
): number {
  if (precision === 'double') return ROUND_OFF;
  const near = unflatten(
    shaken(flatten(theta), 'weights'),
    theta.map((t) => t.shape),
  );
  const at = probe.at(near);
  const moved = at.formGradient(new Float64Array(shaken(new Float32Array(u), 'direction')));
  at.dispose();
  dispose(near);
  const [off, size] = [norm(moved.map((x, i) => x - own[i]!)), norm(own)];
  return size === 0 && off === 0 ? 0 : (ROOM * off) / size;
}

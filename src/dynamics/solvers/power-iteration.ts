import type { Compiled } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { div } from '../../engine/tensors/operations.ts';
import { readScalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { cut, norm } from '../integrate/params-algebra.ts';
import type { Term } from '../integrate/term.ts';

/** ‖J v‖/‖v‖, which tends to the spectral radius ρ, and J v/‖J v‖, as a function to be compiled. */
export function powerStep(jacobian: NonNullable<Term['jacobian']>, both: Params): Tensor[] {
  const [theta, v] = cut(both, 2) as [Params, Params];
  const product = jacobian(theta, v, []);
  const length = norm(product);
  return [div(length, norm(v)), ...product.map((p) => div(p, length))];
}

/**
 * Power iteration, v ← J v/‖J v‖ so many times: the spectral radius ρ of J by its last length, and the last v.
 *
 * Golub & Van Loan, Matrix Computations (4th ed. 2013), §7.3.1. `product` is a compiled `powerStep`. Takes v₀ over
 * and frees it; the caller frees v. One product each.
 */
export function powerIteration(
  product: Compiled,
  theta: Params,
  v0: Tensor[],
  times: number,
): { v: Tensor[]; rho: number } {
  let v = v0;
  let rho = 0;
  for (let k = 0; k < times; k++) {
    const [length, ...next] = product([...theta, ...v]);
    rho = readScalar(length!);
    dispose(length!);
    if (!(rho > 0)) {
      // J v = 0, as in a flat region, has no direction: v stays as it is.
      dispose(next);
      break;
    }
    dispose(v);
    v = next;
  }
  return { v, rho };
}

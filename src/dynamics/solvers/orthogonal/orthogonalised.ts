import { add, div, matMul, mul, relu, reshape, sub } from '../../../engine/tensors/operations.ts';
import type { Tensor } from '../../../engine/tensors/tensor.ts';
import { norm } from '../../integrate/params-algebra.ts';

/** a, b, c of the quintic, chosen for its slope at 0: Jordan et al. 2024. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const STEPS = 5;
/** The least norm divided by; that of torch.optim.Muon. */
const LEAST = 1e-7;

/**
 * About the polar factor UVᵀ of G = USVᵀ, shape [m, n]: X ← aX + (bXXᵀ + c(XXᵀ)²)X five times from G/‖G‖_F.
 *
 * The singular values of the result are those of G/‖G‖_F under x ↦ ax + bx³ + cx⁵ five times: between 0.68 and 1.21 where they are above 0.01,
 * and 0 where they are 0. Jordan, Jin, Boza, You, Cesista, Newhouse & Bernstein, Muon: An optimizer for hidden layers in neural networks, 2024.
 */
function orthogonalised(G: Tensor): Tensor {
  const [m, n] = G.shape as [number, number];
  const size = norm([G]);
  let X = div(G, add(size, relu(sub(LEAST, size))));
  // The smaller of the two Gram matrices: (XXᵀ)X = X(XᵀX).
  const wide = m <= n;
  for (let k = 0; k < STEPS; k++) {
    const gram = matMul(X, X, wide ? { transposeB: true } : { transposeA: true });
    const P = add(mul(gram, B), mul(matMul(gram, gram), C));
    X = add(mul(X, A), wide ? matMul(P, X) : matMul(X, P));
  }
  return X;
}

/** √max(1, n/m) UVᵀ of an array of such a shape, n outputs and m inputs. */
export function orthogonalStep(u: Tensor, [m, n]: readonly [number, number]): Tensor {
  const O = orthogonalised(reshape(u, [m, n]));
  return reshape(mul(O, Math.sqrt(Math.max(1, n / m))), u.shape);
}

import { add, div, mul, sqrt, square, sub, sumOfRows } from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';

/** ε, as in PyTorch. */
const EPSILON = 1e-5;

/**
 * Layer normalisation of each row, γ (z − μ)/√(σ² + ε) + β, with μ and σ² the mean and the variance of its m entries, ε = 1e-5.
 *
 * The variance is that of division by m. Ba, Kiros & Hinton, Layer normalization (2016, arXiv 1607.06450), equations 3 and 4; ε and γ, β as
 * torch.nn.LayerNorm has them. Shapes: z [B, m], γ and β [m], result [B, m].
 */
export function layerNorm(z: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const m = z.shape[1]!;
  const centred = sub(z, mul(sumOfRows(z), 1 / m));
  const variance = mul(sumOfRows(square(centred)), 1 / m);
  return add(mul(div(centred, sqrt(add(variance, EPSILON))), gain), bias);
}

import type { LossName } from '../../src/problems/supervised/loss-names.ts';
import { constantDual, type Dual, sliceDual, zeroDual } from './dual.ts';
import type { Layer } from './layer.ts';
import { exampleLosses } from './loss.ts';
import { networkLayers, type OracleNetwork } from './network.ts';

export { type OracleNetwork, parameterShapes } from './network.ts';

/** L(θ), ∇L(θ) [P], and v ↦ ∇²L(θ) v, [P] to [P]. */
export interface OracleAnswer {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hvp: (v: Float64Array) => Float64Array;
}

/**
 * Loss, gradient and Hessian–vector product in float64, by hand-written layers.
 *
 * θ [P] is the parameters in order, each row-major; x is [n, h·w·c]; labels [n] are 0 … classes − 1.
 * The HVP is the tangent of the gradient, d/dε ∇L(θ + εv) at ε = 0, carried forward through both
 * passes (Pearlmutter 1994, "Fast exact multiplication by the Hessian", §3): no finite differences.
 * Throws RangeError where an array has the wrong length, a label is no class, or n = 0.
 */
export function oracle(
  net: OracleNetwork,
  loss: LossName,
  theta: Float64Array,
  x: Float64Array,
  labels: Int32Array,
): OracleAnswer {
  const layers = networkLayers(net);
  const P = layers.reduce((sum, layer) => sum + parameterCount(layer), 0);
  const [h, w, c] = net.inputShape;
  requireLength('theta', theta, P);
  requireLength('x', x, labels.length * h * w * c);
  if (labels.length === 0) throw new RangeError('invalid labels; 1 or more needed: 0');
  for (const label of labels)
    if (!(0 <= label && label < net.classes))
      throw new RangeError(`invalid label; not in 0 … ${net.classes - 1}: ${label}`);

  // A copy, so that a caller who moves theta in place does not move the point of later HVPs.
  const value = theta.slice();
  const at = (tangent: Float64Array) => differentiate(layers, loss, { value, tangent }, x, labels);
  const { mean, gradient } = at(new Float64Array(P));
  return {
    loss: mean,
    gradient: gradient.value,
    hvp: (v) => {
      requireLength('v', v, P);
      return at(v).gradient.tangent;
    },
  };
}

function differentiate(
  layers: readonly Layer[],
  loss: LossName,
  theta: Dual,
  x: Float64Array,
  labels: Int32Array,
): { mean: number; gradient: Dual } {
  const n = labels.length;
  const ends = layers.map((_, l) =>
    layers.slice(0, l + 1).reduce((sum, layer) => sum + parameterCount(layer), 0),
  );
  const piece = (whole: Dual, l: number): Dual => sliceDual(whole, ends[l - 1] ?? 0, ends[l]!);

  // activity[l] is the input of layer l; the last one is the logits.
  const activity: Dual[] = [constantDual(x)];
  layers.forEach((layer, l) => {
    activity.push(layer.forward(activity[l]!, piece(theta, l), n));
  });

  const { mean, logitGradient } = meanLoss(loss, activity.at(-1)!, labels);

  const gradient = zeroDual(theta.value.length);
  layers.reduceRight(
    (g, layer, l) => layer.backward(g, activity[l]!, piece(theta, l), piece(gradient, l), n),
    logitGradient,
  );
  return { mean, gradient };
}

/** L = (1/n) Σᵢ ℓ(fᵢ, yᵢ) and ∂L/∂f [n, classes]. */
function meanLoss(
  loss: LossName,
  logits: Dual,
  labels: Int32Array,
): { mean: number; logitGradient: Dual } {
  const n = labels.length;
  const classes = logits.value.length / n;
  const logitGradient = zeroDual(logits.value.length);
  let mean = 0;
  labels.forEach((label, i) => {
    const row = sliceDual(logits, i * classes, (i + 1) * classes);
    const example = exampleLosses[loss](row, label);
    mean += example.loss / n;
    for (let k = 0; k < classes; k += 1) {
      logitGradient.value[i * classes + k] = example.gradient.value[k]! / n;
      logitGradient.tangent[i * classes + k] = example.gradient.tangent[k]! / n;
    }
  });
  return { mean, logitGradient };
}

const parameterCount = (layer: Layer): number =>
  layer.parameterShapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);

function requireLength(name: string, array: Float64Array, expected: number): void {
  if (array.length !== expected)
    throw new RangeError(`invalid ${name}; ${expected} values needed: ${array.length}`);
}

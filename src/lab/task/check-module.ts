import { InputError, reason } from '../../core/error.ts';
import { rng } from '../../core/random.ts';
import {
  hessianVectorProduct,
  inner,
  quadraticForm,
  valueAndGradient,
} from '../../engine/derivatives/autodiff.ts';
import { scoped } from '../../engine/tensors/memory.ts';
import { add, sum } from '../../engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../engine/tensors/params.ts';
import { read, readScalar } from '../../engine/tensors/precise.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { norm } from '../../linalg/float64.ts';
import { oneHot } from '../../objective/targets.ts';
import type { Dataset } from '../../problems/data/prepare.ts';
import { lossOfExamples } from '../../problems/supervised/losses.ts';
import { told } from '../../problems/supervised/network-module.ts';
import type { Built } from './built.ts';

/** Examples that a module is tried on. */
const TRIED = 2;

/** How far vᵀ(Hv) and vᵀHv may be apart, next to ‖v‖ ‖Hv‖: far more than round-off of float32. */
const APART = 1e-2;

/**
 * Tries a module on a few examples at the initial weights: shapes, finite numbers, and that differentiating backward twice and
 * forward twice gives one Hessian.
 *
 * @throws InputError for the first that is wrong
 */
export function checkModule(
  { network, loss, penalty }: Built,
  name: string,
  weights: readonly (Float32Array | Float64Array)[],
  data: Dataset,
): void {
  const n = Math.min(TRIED, data.count);
  const k = data.outputs;
  const targets = data.values ?? oneHot(data.labels, k);
  scoped(() => {
    const theta = weights.map((w, i) => tensor(new Float32Array(w), network.shapes[i]!));
    const x = tensor(data.x.slice(0, n * data.dim), [n, data.dim]);
    const y = tensor(targets.slice(0, n * k), [n, k]);
    const outputs = told(name, () => network.apply(theta, x));
    mustHave(outputs, [n, network.outputs ?? k], `${name}: apply`);
    const losses = (q: Params): Tensor => lossOfExamples(loss)(network.apply(q, x), y, x);
    const each = told(name, () => losses(theta));
    mustHave(each, [n, 1], typeof loss === 'string' ? `${name}: loss ${loss}` : `${name}: loss`);
    const bad = read(each).find((value) => !Number.isFinite(value));
    if (bad !== undefined)
      throw new InputError(
        `${name}: the loss is ${bad} at the initial weights: check apply, loss and init`,
      );
    const term = penalty && told(name, () => readScalar(penalty.value(theta)));
    if (term !== undefined && !Number.isFinite(term))
      throw new InputError(`${name}: penalty is ${term} at the initial weights: check it and init`);
    mustDifferentiate(
      (q) => (penalty ? add(sum(losses(q)), penalty.value(q)) : sum(losses(q))),
      name,
      theta,
    );
    return [];
  });
}

/** Throws InputError unless what a function gave is a tensor of this shape. */
function mustHave(found: unknown, shape: readonly number[], what: string): void {
  const own = (found as Partial<Tensor> | undefined)?.shape;
  const wanted = `[${shape.join(', ')}]`;
  if (!Array.isArray(own))
    throw new InputError(`${what} gives no tensor: return one of shape ${wanted}`);
  if (own.join() !== shape.join())
    throw new InputError(
      `${what} gives shape [${own.join(', ')}] for ${shape[0]} examples, not ${wanted}: give one row for each`,
    );
}

/** Throws InputError unless L has first and second derivatives that are finite, the same by either way. */
function mustDifferentiate(L: (theta: Params) => Tensor, name: string, theta: Params): void {
  const shapes = theta.map(({ shape }) => shape);
  const v = unflatten(
    rng(0)
      .fork('tried')
      .normals(theta.reduce((P, t) => P + t.size, 0)),
    shapes,
  );
  const derived = <T>(which: string, derive: () => T): T => {
    try {
      return derive();
    } catch (error) {
      throw new InputError(
        `${name}: the loss has no ${which} (${reason(error)}): every weight array must enter it, by the operations that are handed to it as ops`,
      );
    }
  };
  const gradient = derived('gradient', () => valueAndGradient(L, theta).gradient);
  const Hv = derived('second derivative', () => hessianVectorProduct(L, theta, v));
  const form = readScalar(derived('forward derivative', () => quadraticForm(L, theta, v)));
  if (![...gradient, ...Hv].every((t) => read(t).every(Number.isFinite)) || !Number.isFinite(form))
    throw new InputError(
      `${name}: derivatives of the loss are not finite at the initial weights: check apply, loss and init`,
    );
  const apart = Math.abs(form - readScalar(inner(v, Hv)));
  if (apart > APART * norm(flatten64(v)) * norm(flatten64(Hv)) + Number.EPSILON)
    throw new InputError(
      `${name}: its second derivatives backward and forward are not the same: use no operations but those that are handed to it as ops, and none of a tensor itself`,
    );
}

import { InputError, reason } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';
import { sizeOf, totalSize } from '../../core/shapes.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Network } from '../networks/network.ts';
import type { ExampleLoss } from './losses.ts';
import { type ModuleOperations, moduleOperations } from './module-operations.ts';
import { type Penalty, penaltyOf } from './penalised.ts';

/** What a module of a network is handed. */
export interface ModuleInputs {
  readonly ops: ModuleOperations;
  /** d, the numbers of an example. */
  readonly inputs: number;
  /** k, the numbers of a target: one for each class. */
  readonly outputs: number;
  /** Of an image, d = height · width · channels; flat examples are [1, d, 1]. */
  readonly shape: readonly [height: number, width: number, channels: number];
}

/** A network as a module gives it. */
export interface OwnNetwork {
  /** For captions; by default the name of the file. */
  readonly label?: string;
  /** Shapes of the arrays in θ, in order. */
  readonly shapes: readonly (readonly number[])[];
  /** The numbers that `apply` gives for an example; by default as many as a target has. */
  readonly outputs?: number;
  /** Numbers that an example makes on its way, by which microbatches are cut; by default those of dense layers of these shapes. */
  readonly activations?: number;
  /** Initial weights, an array for each shape; by default U(±1/√fan_in) for matrices and 0 for vectors. */
  init?(random: Rng): ArrayLike<number>[];
  /** f(θ, x) for inputs x [B, d]. Shape [B, outputs]. */
  apply(theta: Params, x: Tensor): Tensor;
  /** R(θ), a term of the weights alone beside the mean loss of the examples, as of the boundary of a differential equation. Shape []. */
  penalty?(theta: Params): Tensor;
  /** ℓ of each example, from outputs, targets y [B, k] and inputs x [B, d]; used with `loss: module`. Shape [B] or [B, 1]. */
  loss?(f: Tensor, y: Tensor, x: Tensor): Tensor;
}

/**
 * What a module exports by default.
 *
 * @example
 * const linear: NetworkModule = ({ ops, inputs, outputs }) => ({
 *   shapes: [[inputs, outputs]],
 *   apply: ([w], x) => ops.matMul(x, w!),
 * });
 * console.log(typeof linear); // function
 */
export type NetworkModule = (given: ModuleInputs) => OwnNetwork;

/** A user's own network, and its own loss where it has one. */
export interface BuiltModule {
  readonly network: Network;
  readonly loss?: ExampleLoss;
  readonly penalty?: Penalty;
}

/**
 * The network that a module gives for examples like these; `name` is its file, as messages name it.
 *
 * @throws InputError where the module is not as {@link NetworkModule} says
 */
export function buildModule(
  module: unknown,
  name: string,
  given: Omit<ModuleInputs, 'ops'>,
): BuiltModule {
  if (typeof module !== 'function')
    throw new InputError(
      `${name} exports no function by default: write export default ({ ops, inputs, outputs }) => ({ shapes, apply })`,
    );
  const own = told(name, () => (module as NetworkModule)({ ops: moduleOperations, ...given }));
  check(own, name);
  const { label, shapes, outputs = given.outputs, apply, loss, penalty } = own;
  const lasts = shapes.flatMap((shape) => (shape.length > 1 ? [shape.at(-1)!] : []));
  return {
    network: {
      label: label ?? name,
      shapes,
      parameters: totalSize(shapes),
      outputs,
      unlayered: true,
      activations: own.activations ?? lasts.reduce((total, m) => total + m, outputs),
      init: (random) => initialWeights(own, name, random),
      apply: (theta, x) => apply(theta, x),
    },
    ...(penalty && { penalty: penaltyOf((theta) => oneNumber(penalty(theta), name)) }),
    ...(loss && { loss: (f: Tensor, y: Tensor, x?: Tensor) => column(loss(f, y, x!)) }),
  };
}

/** Throws InputError where what a module gave is no network. */
function check(own: unknown, name: string): asserts own is OwnNetwork {
  const found: Partial<Record<keyof OwnNetwork, unknown>> =
    typeof own === 'object' && own !== null ? own : {};
  const { shapes, apply, init, loss, penalty, label, outputs, activations } = found;
  if (!Array.isArray(shapes) || shapes.length === 0 || !shapes.every(isShape))
    throw new InputError(
      `${name} gives shapes ${JSON.stringify(shapes) ?? 'undefined'}: give one list of whole numbers for each weight array, such as [[${'inputs'}, 16], [16]]`,
    );
  if (typeof apply !== 'function')
    throw new InputError(`${name} gives no apply: give a function of (theta, x)`);
  for (const [key, value] of Object.entries({ init, loss, penalty }))
    if (value !== undefined && typeof value !== 'function')
      throw new InputError(`${name} gives a ${key} that is no function: give one, or leave it out`);
  for (const [key, value] of Object.entries({ outputs, activations }))
    if (value !== undefined && !isCount(value))
      throw new InputError(
        `${name} gives ${key} ${String(value)}: give a whole number from 1 on, or leave it out`,
      );
  if (label !== undefined && typeof label !== 'string')
    throw new InputError(`${name} gives a label that is no text: give one, or leave it out`);
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
const isShape = (shape: unknown): boolean =>
  Array.isArray(shape) && shape.length > 0 && shape.every(isCount);

/** Of the module where it draws them, and else U(±1/√fan_in), and 0 for vectors: LeCun et al., Efficient BackProp (1998), §4.6. */
function initialWeights({ shapes, init }: OwnNetwork, name: string, random: Rng): Float32Array[] {
  if (init === undefined)
    return shapes.map((shape, i) => {
      const values = new Float32Array(sizeOf(shape));
      if (shape.length === 1) return values;
      const bound = 1 / Math.sqrt(sizeOf(shape.slice(0, -1)));
      const draws = random.fork('init', i).uniforms(values.length);
      return values.map((_, k) => bound * (2 * draws[k]! - 1));
    });
  const drawn = told(name, () => init(random));
  const right =
    Array.isArray(drawn) &&
    drawn.length === shapes.length &&
    drawn.every((w, i) => w?.length === sizeOf(shapes[i]!));
  if (!right)
    throw new InputError(
      `${name}: init does not give the ${shapes.length} arrays of ${shapes.map(sizeOf).join(', ')} numbers that shapes asks for: give one for each`,
    );
  const weights = drawn.map((w) => Float32Array.from(w));
  if (!weights.every((w) => w.every(Number.isFinite)))
    throw new InputError(`${name}: init gives weights that are no finite numbers: check it`);
  return weights;
}

/** A tensor of one number, as one of shape []; throws InputError for anything else. */
function oneNumber(found: unknown, name: string): Tensor {
  const { shape, size } = (found ?? {}) as Partial<Tensor>;
  if (!Array.isArray(shape) || size !== 1)
    throw new InputError(`${name}: penalty gives no single number: return one, as by ops.sum`);
  return moduleOperations.reshape(found as Tensor, []);
}

/** One loss for each example as a column, whether it came as one or as a list. */
const column = (losses: Tensor): Tensor =>
  losses.shape.length === 1 ? moduleOperations.reshape(losses, [losses.size, 1]) : losses;

/** What a function of a module gives; throws InputError, naming the file, where it fails. */
export function told<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${name} fails: ${reason(error)}; its operations are ${Object.keys(moduleOperations).join(', ')}`,
    );
  }
}

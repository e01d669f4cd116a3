import { InputError } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Dataset } from '../../problems/data/prepare.ts';
import { cnn } from '../../problems/networks/cnn.ts';
import { linearised } from '../../problems/networks/linearised.ts';
import { linear, mlp } from '../../problems/networks/mlp.ts';
import { multiplied } from '../../problems/networks/multiplied.ts';
import type { Common, Network } from '../../problems/networks/network.ts';
import { modelOf, type NetworkSpec } from '../spec/network.ts';
import { type ReadArrays, type Weighted, weightArrays } from '../spec/weight-arrays.ts';

/** The network of a spec of a kind that comes along, with inputs and outputs as the data have them. */
export function network(
  spec: Exclude<NetworkSpec, { readonly kind: 'module' }>,
  { dim, outputs, shape }: Dataset,
): Network {
  const { parametrisation, scale, bias } = spec;
  const common = { outputs, parametrisation, scale, bias };
  switch (spec.kind) {
    case 'linear':
      return linear({ ...common, inputs: dim });
    case 'mlp':
      return mlp({
        ...{ ...common, inputs: dim, hidden: spec.hidden, activation: spec.activation },
        ...{ residual: spec.residual, normalisation: spec.normalisation },
      });
    case 'cnn':
      return cnnOn(shape, spec, common);
  }
}

/** The weights that a network is told of beside those that it is evaluated at. */
export interface Places {
  /** At which training begins, its start before all. */
  readonly initial: Params;
  /** θ*, about which a model of it is. */
  readonly at: Params;
}

/** The outputs of what is trained: those of the network itself or of its linear model, multiplied and counted from their start as asked. */
export const trained = (spec: NetworkSpec, net: Network, places: Places): Network =>
  withOutputs(spec, modelOf(spec) === 'linearised' ? linearised(net, places.at) : net, net, places);

/** The linear model of a network with the same outputs as asked. */
export const linearModel = (spec: NetworkSpec, net: Network, places: Places): Network =>
  withOutputs(spec, linearised(net, places.at), net, places);

// At the initial weights a model about them has the outputs of the network, and the network is the cheaper of the two.
const withOutputs = (
  spec: NetworkSpec,
  model: Network,
  net: Network,
  { initial }: Places,
): Network => multiplied(model, spec, (x) => net.apply(initial, x));

function cnnOn(
  shape: Dataset['shape'],
  { channels, activation, stride }: NetworkSpec & { readonly kind: 'cnn' },
  common: Common,
): Network {
  try {
    return cnn({ ...common, input: shape, channels, activation, stride: stride === 2 ? 2 : 1 });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `network.channels does not fit the data; ${error.message}; give fewer stages`,
    );
  }
}

/**
 * The initial weights of a spec: drawn from `random`, or read from its .npz as {@link weightArrays} tells.
 *
 * @throws InputError where the file's arrays do not have the network's shapes
 */
export function initialWeights(
  spec: NetworkSpec,
  net: Network,
  random: Rng,
  read: ReadArrays,
): (Float32Array | Float64Array)[] {
  const { init } = spec;
  return init === undefined ? net.init(random) : readWeights(init, net, read);
}

/**
 * Weights as tensors of these shapes: in double precision as they are, in single rounded to float32, so that whatever is
 * computed of them, some of it in float64, sees the same.
 */
export const weightTensors = (
  weights: readonly (Float32Array | Float64Array)[],
  shapes: Network['shapes'],
  precision: Precision,
): Tensor[] =>
  weights.map((w, i) => tensor(precision === 'double' ? w : new Float32Array(w), shapes[i]!));

/**
 * The weights of a network from an .npz, as {@link initialWeights} reads them.
 *
 * @throws InputError where the arrays do not have its shapes, or a weight is no finite float32
 */
export function readWeights(file: string, net: Weighted, read: ReadArrays): Float64Array[] {
  const arrays = weightArrays(read, file, net);
  for (const [i, array] of arrays.entries()) {
    const at = array.findIndex((w) => !Number.isFinite(Math.fround(w)));
    if (at >= 0) {
      throw new InputError(
        `${file}: array ${i + 1} of ${arrays.length} holds ${array[at]} at entry ${at}; weights must be finite float32 numbers`,
      );
    }
  }
  return arrays;
}

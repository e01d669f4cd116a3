import * as z from 'zod';
import {
  activations,
  expansionPoints,
  type NetworkKind,
  networkModels,
  normalisations,
  parametrisations,
} from '../../problems/networks/names.ts';
import type { Keys } from './axis.ts';
import { defaults } from './defaults.ts';
import {
  arraysPath,
  means,
  modulePath,
  notNegative,
  oneOf,
  positive,
  size,
  yesNo,
} from './field.ts';

const sizes = (remedy: string) =>
  z.array(size(1, remedy), { error: remedy }).min(1, { error: remedy });

const hidden = sizes('give the widths of the hidden layers, such as [32, 32]')
  .default([...defaults.hidden])
  .meta(
    means('The widths of the hidden layers of an mlp, from inputs to outputs.', {
      source:
        'the standard recipe of this lab: small enough for a laptop, large enough to reach the edge of stability',
      example: [64],
    }),
  );
const channels = sizes('give the feature maps of each layer, such as [6, 16]')
  .default([...defaults.channels])
  .meta(
    means('The feature maps of each layer of a cnn, 3×3 convolutions with 2×2 average pooling.', {
      source: 'C1 and C3 of LeNet-5: LeCun et al. 1998, §II-B',
    }),
  );

const module = modulePath('give the path of a .ts or .js file with your own network').meta(
  means(
    'Your own network, a module of TypeScript or JavaScript, as a path from the experiment file.',
    {
      ...{ example: 'network.ts', see: 'how-to/own-network.md' },
    },
  ),
);

/** What is trained in the place of a network. */
const models = {
  linearised: yesNo
    .exactOptional()
    .meta(
      means(
        'Train in the place of the network its linear model at the initial weights, f(θ*) + J(θ*)(θ − θ*).',
        { default: defaults.linearised, source: 'the network itself' },
      ),
    ),
  model: oneOf(networkModels)
    .exactOptional()
    .meta(
      means(
        'What is trained in the place of the network and its loss, about weights θ*: the linear model of its outputs, the second-order Taylor model of the loss, or the same of the linear model, whose Hessian is the Gauss–Newton matrix.',
        {
          ...{ default: defaults.model, source: 'the network itself', example: 'quadratic-taylor' },
          see: 'methods.md#linearised-and-quadratic-dynamics',
        },
      ),
    ),
  expandedAt: oneOf(expansionPoints)
    .exactOptional()
    .meta(
      means(
        'The weights θ* of the model: the initial ones, or those where start, which then trains the network itself, ended.',
        {
          ...{ default: defaults.expandedAt, source: 'where the run begins without a start' },
          ...{ example: 'start', beside: { model: 'quadratic-taylor' }, needs: 'model' },
        },
      ),
    ),
};

const residual = yesNo.exactOptional().meta(
  means('Whether each hidden layer of an mlp but the first adds to its inputs: h + φ(hW + b).', {
    ...{ default: defaults.residual, source: 'that of training libraries' },
    beside: { hidden: [32, 32] },
  }),
);
const normalisation = oneOf(normalisations)
  .exactOptional()
  .meta(
    means(
      'What is done to what goes into the activations of an mlp: none, or layer, layer normalisation with gains and biases.',
      { default: defaults.normalisation, source: 'that of training libraries', example: 'layer' },
    ),
  );
const stride = size(1, 'give 1, with pooling, or 2, in its place', 2)
  .exactOptional()
  .meta(
    means(
      'The stride of the convolutions of a cnn: 1, with 2×2 average pooling behind each, or 2 in place of pooling.',
      { default: defaults.stride, source: 'that of LeNet-5: LeCun et al. 1998, §II-B', example: 2 },
    ),
  );

const nonlinear = {
  activation: oneOf(activations)
    .default(defaults.activation)
    .meta(
      means('The function between two layers.', {
        source: 'smooth, so that Hessians exist everywhere',
        example: 'relu',
      }),
    ),
  ...models,
};

const started = {
  init: arraysPath('give the path of an .npz with the initial weights')
    .exactOptional()
    .meta(
      means(
        'An .npz with the initial weights, one array for each weight array in order, as a path from the experiment file; left out, they are drawn.',
        { example: 'weights.npz', see: 'how-to/own-weights.md' },
      ),
    ),
  outputScale: positive('give a factor for the outputs, such as 10')
    .exactOptional()
    .meta(
      means('A factor α on the outputs: the tangent kernel is multiplied by α².', {
        ...{ default: defaults.outputScale, example: 10 },
        source: 'the network’s own outputs; others are for lazy against feature learning',
      }),
    ),
  centred: yesNo.exactOptional().meta(
    means(
      'Subtract the outputs at the initial weights, so that training starts from outputs of 0.',
      {
        ...{ default: defaults.centred, source: 'the network’s own outputs' },
      },
    ),
  ),
};

const common = {
  parametrisation: oneOf(parametrisations)
    .default(defaults.parametrisation)
    .meta(
      means('By which powers of its width each layer is scaled: standard, ntk or mean-field.', {
        source: 'that of training libraries',
        ...{ example: 'ntk', see: 'methods.md#parametrisations-and-output-scale' },
      }),
    ),
  bias: yesNo.exactOptional().meta(
    means('Whether each layer has biases.', {
      ...{ default: defaults.bias, source: 'that of training libraries' },
    }),
  ),
  scale: notNegative('give a factor for the initial weights, such as 1')
    .default(defaults.scale)
    .meta(
      means('A factor on the initial weights, which are drawn from U(±1/√fan_in).', {
        source: 'U(±1/√fan_in) as it is; other values are for lazy against feature learning',
        example: 2,
      }),
    ),
  ...started,
};

/** The keys of each kind of network, in grid order. */
export const kindKeys = {
  linear: common,
  mlp: { hidden, ...nonlinear, residual, normalisation, ...common },
  cnn: { channels, ...nonlinear, stride, ...common },
  module: { module, ...models, ...started },
} satisfies Readonly<Record<NetworkKind, Keys>>;

/** The keys that some kind has. */
export const networkKeys = {
  module: module.exactOptional(),
  ...{ hidden, channels, ...nonlinear, residual, normalisation, stride, ...common },
};

import * as z from 'zod';
import { precisions } from '../../engine/tensors/precision.ts';
import { networkKinds } from '../../problems/networks/names.ts';
import { axes, axis } from '../spec/axis.ts';
import { dataNames, entryKeys } from '../spec/data.ts';
import { defaults } from '../spec/defaults.ts';
import { means, notNegative, oneOf, section, share } from '../spec/field.ts';
import { networkKeys } from '../spec/network-keys.ts';
import { lossChoices } from '../spec/problem.ts';

/** Where the defaults of a problem come from that nothing else is said of. */
const RECIPE = 'the standard recipe of this lab';

export const dataFormat = section(
  'a dataset, such as { name: mnist, train: 500 }',
  axes(entryKeys),
);

export const networkFormat = section('a network, such as { kind: mlp, hidden: [32, 32] }', {
  kind: axis(oneOf(networkKinds))
    .optional()
    .meta(
      means(
        'The kind of network: linear, mlp, cnn (3×3 convolutions, each with 2×2 average pooling), or module, which is meant where module is given.',
        {
          ...{ default: defaults.kind, source: RECIPE, example: 'cnn' },
        },
      ),
    ),
  ...axes(networkKeys),
});

/** The keys of a file that say what is trained. */
export const problemKeys = {
  data: axis(z.union([oneOf(dataNames), dataFormat]))
    .default(defaults.data.name)
    .meta(
      means('What is trained on: a name, or a mapping with keys of its own.', {
        source: 'it comes with the packages, so that nothing is downloaded',
        example: 'glyphs',
      }),
    ),
  network: axis(z.union([oneOf(networkKinds), networkFormat]))
    .optional()
    .meta(
      means('The network that is trained: its kind, or a mapping with keys of its own.', {
        ...{ default: defaults.kind, source: RECIPE, example: 'linear' },
      }),
    ),
  loss: axis(oneOf(lossChoices))
    .optional()
    .meta(
      means(
        'The loss: ½ Σ (f − y)² over outputs, −log softmax, or that which the module of the network gives, each as the mean over examples.',
        {
          ...{ default: defaults.loss, source: RECIPE, example: 'cross-entropy' },
        },
      ),
    ),
  shaping: axis(share('give the weight of the shaping term, such as 0.1'))
    .optional()
    .meta(
      means(
        'The weight s of a shaping term in the objective, L + s (A − L), A the loss with the class after each label in its place.',
        {
          ...{ default: defaults.shaping, source: 'the loss alone', example: 0.1 },
          see: 'methods.md#a-shaping-term',
        },
      ),
    ),
  l2: axis(notNegative('give λ of the penalty (λ/2)‖θ‖², such as 0.001'))
    .optional()
    .meta(
      means(
        'λ of an L2 penalty in the objective, L(θ) + (λ/2)‖θ‖², over weights and biases alike; the gradient has λθ and the Hessian λI of it.',
        {
          ...{ default: defaults.l2, source: 'the loss alone', example: 0.001 },
          see: 'methods.md#an-l2-penalty',
        },
      ),
    ),
  precision: axis(oneOf(precisions))
    .default(defaults.precision)
    .meta(
      means(
        'The arithmetic of training and measuring; double is float64, on the native engine alone.',
        {
          source: 'what every training library computes in, and twice as fast',
          ...{ example: 'double', see: 'experiments.md#double-precision' },
        },
      ),
    ),
};

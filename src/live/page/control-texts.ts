import type { ChoiceName } from '../state/address.ts';
import type { RangeName } from '../state/ranges.ts';

/** What controls are called, and what their choices mean. */
export const rangeTexts: Readonly<Record<RangeName, string>> = {
  rate: 'Learning rate η',
  batch: 'Batch size B of SGD',
  train: 'Training examples n',
  labelNoise: 'Wrong training labels',
  time: 'Training time T',
  seed: 'Seed',
  surfaceRate: 'Step η on the landscape',
  temperature: 'Temperature T of Langevin dynamics',
};

interface ChoiceText {
  readonly name: string;
  readonly choices: Readonly<Record<string, string>>;
}

export const choiceTexts: Readonly<Record<Exclude<ChoiceName, 'question'>, ChoiceText>> = {
  data: {
    name: 'Data',
    choices: { glyphs: 'Glyphs, drawn by a program', mnist: 'MNIST digits' },
  },
  network: {
    name: 'Network',
    choices: {
      ...{ '16': '784-16-10', '32': '784-32-10', '64': '784-64-10' },
      ...{ '32-32': '784-32-32-10', '32-32-32': '784-32-32-32-10' },
    },
  },
  activation: {
    name: 'Activation',
    choices: { tanh: 'tanh', relu: 'ReLU', gelu: 'GELU', softplus: 'softplus' },
  },
  loss: {
    name: 'Loss',
    choices: { 'squared-error': '½ squared error', 'cross-entropy': 'cross-entropy' },
  },
  companion: {
    name: 'Beside flow, GD and SGD',
    choices: {
      none: 'nothing more',
      'half-rate': 'gradient descent at η/2',
      'larger-batch': 'SGD with 4B examples a step',
      'same-noise': 'SGD with η/2 and B/2',
      'sgd-flow': 'the stochastic differential equation of SGD',
      'heavy-ball': 'heavy ball, β = 0.9',
      nesterov: 'Nesterov’s method, β = 0.9',
    },
  },
  surface: {
    name: 'Landscape',
    choices: {
      regression: 'linear regression, 8 examples',
      valley: 'a valley, curvatures 1 and 10',
      wells: 'sharp and flat wells',
    },
  },
};

/** A value as a control shows it. */
export const shownValue = (name: RangeName, value: number): string =>
  name === 'labelNoise' ? `${Math.round(100 * value)} %` : `${value}`;

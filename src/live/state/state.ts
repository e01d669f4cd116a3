import type { Activation } from '../../problems/networks/names.ts';
import type { LossName } from '../../problems/supervised/loss-names.ts';

/** The datasets of the page: drawn by a program, or a selection of MNIST. */
export const dataNames = ['glyphs', 'mnist'] as const;
export type DataName = (typeof dataNames)[number];

/** Widths of the hidden layers, as they are written between inputs and outputs; each is trained on 784 inputs to 10 outputs. */
export const networks = ['16', '32', '64', '32-32', '32-32-32'] as const;
export type NetworkText = (typeof networks)[number];

export const activations = [
  'tanh',
  'relu',
  'gelu',
  'softplus',
] as const satisfies readonly Activation[];

/** What is trained beside gradient flow, gradient descent and SGD. */
export const companions = [
  'none',
  'half-rate',
  'larger-batch',
  'same-noise',
  'sgd-flow',
  'heavy-ball',
  'nesterov',
] as const;
export type Companion = (typeof companions)[number];

/** The losses of two weights that the landscape shows. */
export const surfaces = ['regression', 'valley', 'wells'] as const;
export type Surface = (typeof surfaces)[number];

/** All that the page shows follows from this; plain JSON. */
export interface LiveState {
  readonly data: DataName;
  /** n, training examples. */
  readonly train: number;
  /** Share of training labels replaced by another class. */
  readonly labelNoise: number;
  readonly network: NetworkText;
  readonly activation: (typeof activations)[number];
  readonly loss: LossName;
  /** η */
  readonly rate: number;
  /** B */
  readonly batch: number;
  readonly companion: Companion;
  /** Training time at which all end. */
  readonly time: number;
  /** Of the initial weights and of what is drawn at each step. */
  readonly seed: number;
  /** Whether λ and the trace are measured along the way. */
  readonly curvature: boolean;
  readonly surface: Surface;
  /** η, and dt of Langevin dynamics, on the landscape. */
  readonly surfaceRate: number;
  /** T of Langevin dynamics on the landscape. */
  readonly temperature: number;
  /** The guided question that it belongs to; '' where there is none. */
  readonly question: string;
}

/** What the page shows when it is opened without a state in its address: gradient descent comes to the edge of stability within a minute. */
export const initialState: LiveState = {
  ...{ data: 'glyphs', train: 200, labelNoise: 0, network: '32-32', activation: 'tanh' },
  ...{ loss: 'squared-error', rate: 0.2, batch: 16, companion: 'none', time: 40, seed: 0 },
  ...{ curvature: true, surface: 'regression', surfaceRate: 0.3, temperature: 0.05 },
  question: '',
};

/** Test examples of either dataset. */
export const TEST = 500;

/** The seed of the examples, so that those of MNIST are the ones that lie beside the page. */
export const DATA_SEED = 0;

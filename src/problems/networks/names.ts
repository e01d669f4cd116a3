/** The names of activation functions; `activation.ts` has their formulas. */
export const activations = [
  'tanh',
  'relu',
  'gelu',
  'softplus',
  'sigmoid',
  'elu',
  'identity',
] as const;
export type Activation = (typeof activations)[number];

/**
 * `standard`: h W + b with W of size 1/√fan_in. `ntk`: h W/√fan_in + b with W of size 1. `mean-field`: as `ntk` but for the
 * last layer, h W/fan_in + b/√fan_in.
 */
export const parametrisations = ['standard', 'ntk', 'mean-field'] as const;
export type Parametrisation = (typeof parametrisations)[number];

/** The names of kinds of network. */
export const networkKinds = ['linear', 'mlp', 'cnn', 'module'] as const;
export type NetworkKind = (typeof networkKinds)[number];

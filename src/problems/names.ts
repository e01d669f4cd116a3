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

export const losses = ['squared-error', 'cross-entropy'] as const;
export type LossName = (typeof losses)[number];

/** `standard`: f = Wx + b with W of size 1/√fan_in. `ntk`: f = Wx/√fan_in + b with W of size 1. */
export const parametrisations = ['standard', 'ntk'] as const;
export type Parametrisation = (typeof parametrisations)[number];

export const networkKinds = ['linear', 'mlp', 'cnn'] as const;
export type NetworkKind = (typeof networkKinds)[number];

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

/**
 * What is trained in the place of a network f with loss L, about weights θ*. `linearised`: L of f* + J*(θ − θ*). `quadratic-taylor`: the
 * second-order Taylor model of L. `gauss-newton`: that of L of f* + J*(θ − θ*), whose Hessian is the Gauss–Newton matrix of θ*.
 */
export const networkModels = ['network', 'linearised', 'quadratic-taylor', 'gauss-newton'] as const;
export type NetworkModel = (typeof networkModels)[number];

/** The weights θ* about which a model is: those at which all begins, or where the training before the run ended. */
export const expansionPoints = ['initial', 'start'] as const;
/** What is done to what goes into an activation: nothing, or layer normalisation. */
export const normalisations = ['none', 'layer'] as const;
export type Normalisation = (typeof normalisations)[number];

/** The names of kinds of network. */
export const networkKinds = ['linear', 'mlp', 'cnn', 'module'] as const;
export type NetworkKind = (typeof networkKinds)[number];

import type { MethodName } from './registry.ts';

/** What each method is called where there is little room. */
export const methodNames: Readonly<Record<MethodName, string>> = {
  'gradient-descent': 'GD',
  sgd: 'SGD',
  'heavy-ball': 'heavy ball',
  nesterov: 'Nesterov',
  adam: 'Adam',
  rmsprop: 'RMSProp',
  'gradient-flow': 'gradient flow',
  'modified-flow': 'modified flow',
  'shuffled-flow': 'shuffled flow',
  'momentum-flow': 'momentum flow',
  'central-flow': 'central flow',
  'rmsprop-central-flow': 'RMSProp central flow',
  svag: 'SVAG',
  langevin: 'Langevin',
  'stochastic-flow': 'SGD flow',
};

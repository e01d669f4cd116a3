import { methodNames } from '../../lab/methods/names.ts';
import type { MethodSpec } from '../../lab/methods/registry.ts';

/** The groups that figures and comparisons tell apart; `other` is shown but enters no comparison by η or B. */
export type Family = 'stochastic' | 'descent' | 'flow' | 'other';

/** All keys of SGD and GD where η and B say all. */
const PLAIN: ReadonlySet<string> = new Set(['method', 'rate', 'batch', 'sampling']);

/** SGD and GD count at a constant rate and with no other noise; schedules and optimizers are `other`. */
export function familyOf(method: MethodSpec): Family {
  if (method.method === 'gradient-flow') return 'flow';
  if (!Object.keys(method).every((key) => PLAIN.has(key))) return 'other';
  if (method.method === 'gradient-descent') return 'descent';
  return method.method === 'sgd' ? 'stochastic' : 'other';
}

/** What a method is called in a label: `preconditioned GD`. */
export const titleOf = (method: MethodSpec): string =>
  `${'preconditioner' in method ? 'preconditioned ' : ''}${methodNames[method.method]}`;

/** What a method is called where there is little room: `GD`. */
export const nameOf = ({ method }: MethodSpec): string => methodNames[method];

/** The place of a method in the lab's list of methods. */
export const placeOf = ({ method }: MethodSpec): number => Object.keys(methodNames).indexOf(method);

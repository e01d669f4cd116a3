import { methodNames } from '../../lab/methods/names.ts';
import type { MethodSpec } from '../../lab/methods/registry.ts';
import type { Family, MethodCard } from '../../lab/spec/method-card.ts';

/** The card of a method. */
export const cardOf = (method: MethodSpec): MethodCard => ({
  title: methodNames[method.method],
  family: familyOf(method),
  order: Object.keys(methodNames).indexOf(method.method),
});

/** All keys of SGD and GD where η and B say all. */
const PLAIN: ReadonlySet<string> = new Set(['method', 'rate', 'batch', 'sampling']);

/** SGD and GD count at a constant rate and with no other noise; schedules and optimizers are `other`. */
function familyOf(method: MethodSpec): Family {
  if (method.method === 'gradient-flow') return 'flow';
  if (!Object.keys(method).every((key) => PLAIN.has(key))) return 'other';
  if (method.method === 'gradient-descent') return 'descent';
  return method.method === 'sgd' ? 'stochastic' : 'other';
}

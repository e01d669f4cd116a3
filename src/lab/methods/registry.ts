import * as z from 'zod';
import type { MethodCard } from '../spec/method-card.ts';
import { adam, adamw, rmsprop } from './adaptive.ts';
import { centralFlow, rmspropCentralFlow } from './central-flow.ts';
import { gradientDescent, sgd } from './descent.ts';
import { gradientFlow } from './gradient-flow.ts';
import { sam } from './gradients/sam.ts';
import { langevin } from './langevin.ts';
import type { SpecMethod } from './method.ts';
import { modifiedFlow, momentumFlow, shuffledFlow } from './modified-flows.ts';
import { heavyBall, lion, nesterov } from './momentum.ts';
import { muon } from './muon.ts';
import { stochasticFlow } from './stochastic-flow.ts';
import { svag } from './svag.ts';

/** The list of methods, in the order of arms, tables and messages. */
export const methods = [
  gradientDescent,
  sgd,
  heavyBall,
  nesterov,
  adam,
  adamw,
  rmsprop,
  lion,
  muon,
  sam,
  gradientFlow,
  modifiedFlow,
  shuffledFlow,
  momentumFlow,
  centralFlow,
  rmspropCentralFlow,
  svag,
  langevin,
  stochasticFlow,
] as const;

type Entry = (typeof methods)[number];

/** How a run trains: the name of a method, and a value for each of its keys. */
export type MethodSpec = ReturnType<Entry['specOf']>;
export type MethodName = MethodSpec['method'];

/** The entry of a method by its name in experiment files. */
export function methodEntry(name: MethodName): Entry {
  const found = methods.find((method) => method.name === name);
  if (found === undefined) throw new Error(`no method is named ${name}; see lab/methods/registry`);
  return found;
}

/** The method of a spec, and what the lab knows of it. */
export const methodOf = (spec: MethodSpec): SpecMethod => methodEntry(spec.method).of(spec);

/** What a run's record says of its method. */
export const methodCard = (spec: MethodSpec): MethodCard => ({
  ...methodOf(spec).card,
  order: methods.findIndex(({ name }) => name === spec.method),
});

/** One entry of `methods` in an experiment file. */
export const methodFormat = z.discriminatedUnion(
  'method',
  [methods[0].format, ...methods.slice(1).map(({ format }) => format)],
  { error: 'write one method, such as { method: gradient-descent, rate: 0.05 }' },
);

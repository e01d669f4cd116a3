import { extname } from 'node:path';
import { activations } from '../../problems/networks/names.ts';
import { MODULES } from '../spec/field.ts';

/** A network as a command line names it, as an experiment file would say it. */
export interface NamedNetwork {
  readonly network: unknown;
  /** Inputs and outputs, where the text gives them: they must be those of the data. */
  readonly ends?: { readonly inputs: number; readonly outputs: number };
}

/**
 * Reads `784-32-32-10 tanh`, layer sizes from inputs to outputs and an activation, or `cnn 6-16 relu`,
 * feature maps and an activation, or the path of a module; undefined for any other text.
 */
export function networkOf(text: string): NamedNetwork | undefined {
  const [first = '', second, third, ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0) return undefined;
  if (second === undefined && MODULES.includes(extname(first)))
    return { network: { module: first } };
  if (first === 'cnn') {
    const maps = second === undefined ? undefined : sizesOf(second);
    const activation = maps === undefined ? second : third;
    if ((maps === undefined && third !== undefined) || !isActivation(activation)) return undefined;
    return {
      network: { kind: 'cnn', ...(maps && { channels: maps }), ...(activation && { activation }) },
    };
  }
  const sizes = sizesOf(first);
  if (sizes === undefined || sizes.length < 2 || third !== undefined || !isActivation(second)) {
    return undefined;
  }
  const hidden = sizes.slice(1, -1);
  const ends = { inputs: sizes[0]!, outputs: sizes.at(-1)! };
  // Without hidden layers there is nothing for an activation to act on.
  if (hidden.length === 0) {
    return second === undefined ? { network: { kind: 'linear' }, ends } : undefined;
  }
  return { network: { kind: 'mlp', hidden, ...(second && { activation: second }) }, ends };
}

const sizesOf = (text: string): number[] | undefined =>
  /^[1-9]\d*(-[1-9]\d*)*$/.test(text) ? text.split('-').map(Number) : undefined;

const isActivation = (word: string | undefined): boolean =>
  word === undefined || activations.some((name) => name === word);

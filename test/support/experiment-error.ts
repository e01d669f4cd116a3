import { expect } from 'vitest';
import { InputError } from '../../src/core/error.ts';
import { parseExperiment } from '../../src/lab/experiment/read.ts';

/** A file that is right; a test adds to it what is wrong. */
export const base = 'question: q\nmethods:\n  - { method: gradient-descent, rate: 0.1 }\n';
export const method = (entry: string) => `methods:\n  - ${entry}`;

/** The error of a text as `line:column: message`, or of a --set as it stands. */
export function errorOf(text: string, sets: readonly string[] = [], seeds?: number): string {
  try {
    parseExperiment(text, 'my', 'experiments/my.yaml', { sets, seeds });
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message).not.toContain('\n');
    return message.replace(/^experiments\/my\.yaml:/, '');
  }
  return 'no error';
}

export const sizes = 'give the widths of the hidden layers, such as [32, 32]';
export const count = 'give a count such as 3, or a list such as [0, 1, 2]';
export const keys =
  'title, question, data, network, loss, shaping, l2, precision, engine, methods, start, seeds, noises, stop, measure, checkpoint, figures, expect, arms, let, match, claim, across, scope, sentence, formula, control, budgets, cost, limits';
export const methodNames =
  'gradient-descent, sgd, heavy-ball, nesterov, adam, adamw, rmsprop, lion, muon, sam, gradient-flow, modified-flow, shuffled-flow, momentum-flow, central-flow, rmsprop-central-flow, svag, langevin, stochastic-flow';
export const one = 'list at least one, such as - { method: gradient-descent, rate: 0.05 }';

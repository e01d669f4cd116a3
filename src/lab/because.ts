import { significant } from '../core/format.ts';
import type { Ending } from '../dynamics/ending.ts';
import type { Trained } from '../dynamics/train.ts';
import type { RunSpec } from './spec.ts';

/** Why a run ended, in one sentence with its numbers. */
export function because(spec: RunSpec, trained: Trained): string {
  const { ending, step, t, loss } = trained;
  const where = `after ${step} steps, at t = ${significant(t)}`;
  const sentences: Readonly<Record<Ending, string>> = {
    reached: `Training loss ${significant(loss)} reached the target ${spec.stop.loss} ${where}.`,
    completed: `The run was over ${where}, with training loss ${significant(loss)}.`,
    diverged: `The run diverged ${where}: loss or weights left every useful range.`,
    stalled: `Training loss stayed above its lowest value for half the steps, ${where}: ${significant(loss)}.`,
    'step-too-small': `The error control asked for a vanishing step ${where}, with training loss ${significant(loss)}.`,
    interrupted: `The run was interrupted ${where}.`,
  };
  return sentences[ending];
}

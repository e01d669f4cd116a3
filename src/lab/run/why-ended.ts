import { significant } from '../../core/format.ts';
import type { Scalars } from '../../core/scalars.ts';
import type { Ending } from '../../dynamics/integrate/ending.ts';
import type { Trained } from '../../dynamics/training/train.ts';
import type { RunSpec } from '../experiment/run-spec.ts';

/** Why a run ended, and its catapult if it had one, with the numbers. */
export function because(spec: RunSpec, trained: Trained, scalars: Scalars): string {
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
  return [sentences[ending], ...catapultSentence(trained, scalars)].join(' ');
}

function catapultSentence({ catapult, initialLoss }: Trained, scalars: Scalars): string[] {
  if (catapult === undefined) return [];
  const { peak, recovered } = catapult;
  const rose =
    `rose to ${significant(peak.loss)} at t = ${significant(peak.t)}, ` +
    `${significant(peak.loss / initialLoss)} × its first value`;
  if (recovered === null) return [`The loss ${rose}, and did not come back to it.`];
  const [before, after] = [scalars.initialSharpness, scalars.sharpness];
  const moved =
    before === undefined || after === undefined
      ? ''
      : `; λ was ${significant(before.value)} at the start and ${significant(after.value)} at the end`;
  return [
    `It catapulted: the loss ${rose}, and was back at t = ${significant(recovered.t)}${moved}.`,
  ];
}

import { significant } from '../../core/format.ts';
import type { Ending } from '../../dynamics/integrate/ending.ts';
import type { Result } from '../records/result.ts';
import type { StopSpec } from '../spec/stop.ts';

/** What the sentence is made from. */
type EndedRun = Pick<Result, 'ending' | 'scalars'> & {
  readonly facts: Pick<
    Result['facts'],
    'steps' | 'time' | 'initialLoss' | 'loss' | 'catapult' | 'lossAverage' | 'start'
  >;
};

/** Why a run ended, and its catapult if it had one, with the numbers. What executes a run does without it. */
export function whyEnded(stop: StopSpec, { ending, facts, scalars }: EndedRun): string {
  const { steps, time, loss } = facts;
  const where = `after ${steps} steps, at t = ${significant(time)}`;
  const sentences: Readonly<Record<Ending, string>> = {
    reached: `Training loss ${significant(loss)} reached the target ${stop.loss} ${where}${howReached(stop, facts)}.`,
    completed: `The run was over ${where}, with training loss ${significant(loss)}.`,
    diverged: `The run diverged ${where}: loss or weights left every useful range.`,
    stalled: `The run stalled ${where}: its training loss, ${significant(loss)}, found no new lowest value in half its steps.`,
    'step-too-small': `The error control asked for a vanishing step ${where}, with training loss ${significant(loss)}.`,
    interrupted: `The run was interrupted ${where}.`,
  };
  return [sentences[ending], ...catapultSentence(facts, scalars), ...startSentence(facts)].join(
    ' ',
  );
}

/** How the step was chosen, where runs are to end at the step that reaches the target. */
function howReached({ match }: StopSpec, { lossAverage }: EndedRun['facts']): string {
  if (match === undefined || lossAverage === undefined) return '';
  const { from, until, mean } = lossAverage;
  return from === until
    ? ''
    : `, nearest to it from below of steps ${from} to ${until}, the first so many over which the mean, ${significant(mean)}, was no higher`;
}

function startSentence({ start }: EndedRun['facts']): string[] {
  if (start === undefined) return [];
  const { steps, time, loss } = start;
  return [
    `It began where a training of ${steps} steps before it had ended, at t = ${significant(time)}, with training loss ${significant(loss)}.`,
  ];
}

function catapultSentence(
  { catapult, initialLoss }: EndedRun['facts'],
  { initialSharpness: before, sharpness: after }: EndedRun['scalars'],
): string[] {
  if (catapult === undefined) return [];
  const { peak, recovered } = catapult;
  const rose =
    `rose to ${significant(peak.loss)} at t = ${significant(peak.t)}, ` +
    `${significant(peak.loss / initialLoss)} × its first value`;
  if (recovered === null) return [`The loss ${rose}, and did not come back to it.`];
  const moved =
    before === undefined || after === undefined
      ? ''
      : `; λ was ${significant(before.value)} at the start and ${significant(after.value)} at the end`;
  return [
    `It catapulted: the loss ${rose}, and was back at t = ${significant(recovered.t)}${moved}.`,
  ];
}

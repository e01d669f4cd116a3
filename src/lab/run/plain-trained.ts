import { fromPlain, type PlainTensor, toPlain } from '../../engine/tensors/plain.ts';
import type { TrainedRun } from './train-run.ts';

/** A training that is over, as plain data. */
export type PlainTrained = Omit<TrainedRun, 'trained'> & {
  readonly trained: Omit<TrainedRun['trained'], 'theta'> & {
    readonly theta: readonly PlainTensor[];
  };
};

/** A training that is over as plain data. */
export const plainTrained = ({ trained, ...run }: TrainedRun): PlainTrained => ({
  ...run,
  trained: { ...trained, theta: toPlain(trained.theta) },
});

/** The training of such data, with tensors of its own. */
export const trainedOf = ({ trained, ...run }: PlainTrained): TrainedRun => ({
  ...run,
  trained: { ...trained, theta: fromPlain(trained.theta) },
});

import type { ExpectationSource } from '../../src/claims/statements/check-statements.ts';
import type { Experiment } from '../../src/lab/experiment/run-spec.ts';
import { experimentOf, quickstart } from './synthetic-runs.ts';

/** The synthetic quickstart, of five seeds and a run that diverged. */
export const predictedRuns = quickstart(5);

/** A prediction of every outcome but undefined, on the synthetic quickstart. */
const predictions: ExpectationSource = {
  arms: { small: { method: 'sgd', batch: 4 }, large: { method: 'sgd', batch: 256 } },
  expect: [
    {
      id: 'flatter',
      says: 'At equal training loss B = 4 ends at a trace well below that of B = 256',
      ratio: { of: 'trace', from: 'small', to: 'large' },
      in: '< 0.9',
    },
    {
      id: 'slower',
      says: 'The small batch loses stability first, by more than half',
      ratio: { of: 'threshold', from: 'small', to: 'large' },
      in: '> 0.9',
    },
    {
      id: 'close',
      says: 'The gap of B = 16 is within one in a thousand of that of B = 64',
      equal: { of: 'lossGap', from: { batch: 16 }, to: { batch: 64 }, within: '3%' },
    },
    {
      id: 'late',
      says: 'Once the loss is a billionth, the trace is below 1',
      value: { of: 'trace' },
      where: 'batch = 64',
      when: 'trainLoss < 1e-9',
      in: '< 1',
    },
    { id: 'size', value: { of: 'sharpness' }, where: 'batch = 64', in: 'any' },
  ],
  claim: 'flatter or slower',
};

export const predictedExperiment: Experiment = { ...experimentOf(predictedRuns), predictions };

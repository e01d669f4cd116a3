import { exact } from '../../../core/estimate.ts';
import { coupledBatchSize } from '../../../probes/noise/batch-size.ts';
import { gradientNoise as moments } from '../../../probes/noise/gradient-noise.ts';
import { means, positive } from '../../spec/field.ts';
import { defineProbe } from '../probe.ts';

export const coupledBatch = defineProbe({
  about: 'η tr C/L, the batch size that goes with a learning rate',
  sources: ['balles2017', 'schneider2021'],
  cost: 'the gradient of every example',
  form: '{}',
  options: {
    rate: positive('give a learning rate, such as 0.1')
      .optional()
      .meta(
        means(
          'The learning rate η; left out, the one that the method begins with, and nothing of methods without.',
          { example: 0.1 },
        ),
      ),
  },
  outputs: {
    coupledBatch: {
      name: 'batch size that goes with the rate',
      axis: 'Batch size η tr C/L',
      associated: false,
    },
  },
  measure({ task, theta, method }, { rate: asked }) {
    const { objective, readArrays, random, trainLoss, precision } = task;
    // A flow's dt is no learning rate.
    const own = () => method.at && method.build({ objective, readArrays, random }).controller.dt0;
    const rate = asked ?? own();
    if (rate === undefined) return undefined;
    const program = moments(objective, precision);
    const { trace } = program.at(theta);
    program.dispose();
    const value = coupledBatchSize(rate, trace.value, trainLoss(theta));
    return { scalars: { coupledBatch: exact(value, trace.cost) } };
  },
});

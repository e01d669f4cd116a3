import { exact } from '../../../core/estimate.ts';
import { coupledBatchSize } from '../../../probes/noise/batch-size.ts';
import { gradientNoise as moments } from '../../../probes/noise/gradient-noise.ts';
import { defineProbe } from '../probe.ts';
import { rate, rateAt } from '../steps/rate-at.ts';

export const coupledBatch = defineProbe({
  about: 'η tr C/L, the batch size that goes with a learning rate',
  sources: ['balles2017', 'schneider2021'],
  cost: 'the gradient of every example',
  form: '{}',
  options: { rate },
  outputs: {
    coupledBatch: {
      name: 'batch size that goes with the rate',
      axis: 'Batch size η tr C/L',
      associated: false,
    },
  },
  measure(context, { rate: asked }) {
    const eta = rateAt(context, asked);
    if (eta === undefined) return undefined;
    const { task, theta } = context;
    const { objective, trainLoss, precision } = task;
    const program = moments(objective, precision);
    const { trace } = program.at(theta);
    program.dispose();
    const value = coupledBatchSize(eta, trace.value, trainLoss(theta));
    return { scalars: { coupledBatch: exact(value, trace.cost) } };
  },
});

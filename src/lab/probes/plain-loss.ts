import { costOfPasses, exact } from '../../core/estimate.ts';
import { defineProbe } from './probe.ts';

export const plainLoss = defineProbe({
  about: 'the training loss without the shaping term of the objective',
  sources: { none: 'the mean loss over the training examples' },
  cost: 'a forward pass',
  form: '',
  options: {},
  outputs: {
    plainLoss: { positive: true, axis: 'Training loss without shaping', associated: false },
  },
  needs: ['network'],
  measure({ task: { supervised }, theta }) {
    if (supervised === undefined) return undefined;
    const start = performance.now();
    const value = supervised.plainLoss(theta);
    return { scalars: { plainLoss: exact(value, costOfPasses(1, start)) } };
  },
});

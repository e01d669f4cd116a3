import { gap as difference } from '../../probes/generalization/gap.ts';
import { defineProbe } from './probe.ts';

export const gap = defineProbe({
  about: 'loss and accuracy on training and test examples, and their differences',
  cost: 'a forward pass on both sets',
  form: '',
  options: {},
  always: true,
  measure({ setting, theta }) {
    const start = performance.now();
    const train = setting.evaluateTrain(theta);
    const test = setting.evaluateTest(theta);
    // A forward pass on both sets costs about a third of a gradient each.
    const cost = { gradients: 1, hvps: 0, seconds: (performance.now() - start) / 1000 };
    return { scalars: { ...difference(train, test, cost) } };
  },
});

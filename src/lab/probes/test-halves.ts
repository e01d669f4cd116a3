import { costOfPasses, type Estimate, exact } from '../../core/estimate.ts';
import { summary } from '../../stats/summary.ts';
import { defineProbe } from './probe.ts';

export const testHalves = defineProbe({
  about:
    'the test loss on either half of the test examples: one to choose a place by, one to read there',
  sources: { none: 'a mean over every second example, from the first and from the second on' },
  cost: 'a forward pass on the test examples',
  form: '',
  options: {},
  outputs: {
    testLossA: { associated: false },
    testLossB: { associated: false },
  },
  needs: ['network'],
  measure({ task: { supervised }, theta }) {
    if (supervised === undefined) return undefined;
    const start = performance.now();
    const { losses } = supervised.evaluateTest(theta);
    // A half of one example has no error.
    if (losses.length < 4) return undefined;
    const cost = costOfPasses(1, start);
    const half = (first: number): Estimate => {
      const own = Array.from(losses).filter((_, i) => i % 2 === first);
      const { mean, stderr } = summary(own);
      return { value: mean, stderr, cost, converged: Number.isFinite(mean) };
    };
    return { scalars: { testLossA: half(0), testLossB: half(1) } };
  },
});

export const plainLoss = defineProbe({
  about:
    'the training loss without the other terms of the objective: shaping, l2 and the penalty of a module',
  sources: { none: 'the mean loss over the training examples' },
  cost: 'a forward pass',
  form: '',
  options: {},
  outputs: {
    plainLoss: { positive: true, axis: 'Training loss without other terms', associated: false },
  },
  needs: ['network'],
  measure({ task: { supervised }, theta }) {
    if (supervised === undefined) return undefined;
    const start = performance.now();
    const value = supervised.plainLoss(theta);
    return { scalars: { plainLoss: exact(value, costOfPasses(1, start)) } };
  },
});

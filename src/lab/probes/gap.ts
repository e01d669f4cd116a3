import { type Estimate, exact } from '../../core/estimate.ts';
import { gap as difference } from '../../probes/generalization/gap.ts';
import { defineProbe } from './probe.ts';

export const gap = defineProbe({
  about: 'loss and accuracy on training and test examples, and their differences',
  sources: { none: 'losses and accuracies as they are defined, and their differences' },
  cost: 'a forward pass on both sets',
  form: '',
  options: {},
  outputs: {
    trainLoss: { rank: 1, associated: false, column: { table: 'loss', heading: 'training loss' } },
    testLoss: { rank: 2, associated: false, column: { table: 'loss', heading: 'test loss' } },
    lossGap: {
      name: 'loss gap',
      axis: 'Loss gap, test − training',
      rank: 3,
      associated: false,
      column: { table: 'loss', heading: 'loss gap' },
    },
    trainAccuracy: {
      rank: 4,
      associated: false,
      column: { table: 'accuracy', heading: 'training accuracy' },
    },
    testAccuracy: {
      rank: 5,
      associated: false,
      column: { table: 'accuracy', heading: 'test accuracy' },
    },
    accuracyGap: {
      name: 'accuracy gap',
      axis: 'Accuracy gap, training − test',
      rank: 6,
      associated: false,
      column: { table: 'accuracy', heading: 'accuracy gap' },
    },
  },
  always: true,
  measure({ task, theta }) {
    const start = performance.now();
    const { supervised } = task;
    if (supervised === undefined) {
      const loss = task.trainLoss(theta);
      const cost = { gradients: 0.5, hvps: 0, seconds: (performance.now() - start) / 1000 };
      return { scalars: onlyTraining(exact(loss, cost)) };
    }
    const train = supervised.evaluateTrain(theta);
    const test = supervised.evaluateTest(theta);
    // A forward pass on both sets costs about a third of a gradient each.
    const cost = { gradients: 1, hvps: 0, seconds: (performance.now() - start) / 1000 };
    return { scalars: { ...difference(train, test, cost) } };
  },
});

type Gap = ReturnType<typeof difference>;

/** What is left of them without test examples, and without classes. */
const onlyTraining = (trainLoss: Estimate): Partial<Gap> & Pick<Gap, 'trainLoss'> => ({
  trainLoss,
});

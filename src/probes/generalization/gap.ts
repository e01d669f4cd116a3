import { addCosts, type Cost, type Estimate, exact } from '../../core/estimate.ts';
import { summary } from '../../stats/summary.ts';

/** The losses and the accuracy of a set of examples at one point. */
export interface Evaluated {
  /** Loss of each example. */
  readonly losses: ArrayLike<number>;
  /** The mean loss without what training adds to it, as a shaping term and an L2 penalty; absent: nothing is added. */
  readonly plainLoss?: number;
  /** The loss that is trained on, where it is not the mean of these, as a model of the loss is not; absent: their mean. */
  readonly trainedLoss?: number;
  /** Share classified correctly; absent where there are no classes. */
  readonly accuracy?: number;
}

export interface Gap {
  readonly trainLoss: Estimate;
  readonly testLoss: Estimate;
  /** Accuracies are absent where there are no classes. */
  readonly trainAccuracy?: Estimate;
  readonly testAccuracy?: Estimate;
  /** test loss − training loss, both of the same loss: without what training adds to it */
  readonly lossGap: Estimate;
  /** training accuracy − test accuracy */
  readonly accuracyGap?: Estimate;
}

/**
 * Loss and accuracy on training and test examples, and their differences.
 *
 * The training side is exact: it is the function that was minimised. The test side is a mean over
 * examples drawn from the population, so it and the gaps carry its standard error: s/√n for the
 * loss, √(p(1 − p)/n) for the accuracy. At p = 0 and p = 1 the latter is 0, which says that all n
 * agreed, not that the population does: at 95 % its share may be 3/n away (the rule of three).
 *
 * @throws RangeError where a side has no losses
 * @example
 * const [train, test] = [
 *   problem(network, 'squared-error', data, data.outputs),
 *   problem(network, 'squared-error', { x: data.testX, ...data.testTargets }, data.outputs),
 * ].map((own) => evaluator(own).evaluate(theta0));
 * const { lossGap } = gap(train!, test!);
 * console.log(withError(lossGap.value, lossGap.stderr)); // −0.012 ± 0.026
 */
export function gap(train: Evaluated, test: Evaluated, cost: Cost = addCosts()): Gap {
  const { mean: trainLoss } = summary(train.losses);
  const { mean: testLoss, stderr } = summary(test.losses);
  const [share, p] = [train.accuracy, test.accuracy];
  const classified = share !== undefined && p !== undefined;
  const shareError = classified ? Math.sqrt((p * (1 - p)) / test.losses.length) : 0;
  const sampled = (value: number, error: number): Estimate => ({
    value,
    stderr: error,
    cost,
    converged: true,
  });
  return {
    trainLoss: exact(train.trainedLoss ?? trainLoss, cost),
    testLoss: sampled(testLoss, stderr),
    ...(classified && {
      trainAccuracy: exact(share, cost),
      testAccuracy: sampled(p, shareError),
    }),
    lossGap: sampled(testLoss - (train.plainLoss ?? trainLoss), stderr),
    ...(classified && { accuracyGap: sampled(share - p, shareError) }),
  };
}

import type { Dataset } from '../../src/problems/data/prepare.ts';

/** Share of test examples that lie nearest to the mean of their own class's training examples. */
export function nearestMeanAccuracy(data: Dataset): number {
  const { dim, outputs } = data;
  const means = Array.from({ length: outputs }, () => new Float64Array(dim));
  const counts = new Array<number>(outputs).fill(0);
  data.labels!.forEach((label, i) => {
    counts[label]!++;
    for (let j = 0; j < dim; j++) means[label]![j]! += data.x[i * dim + j]!;
  });
  let right = 0;
  data.testTargets.labels!.forEach((label, i) => {
    const distances = means.map((mean, k) => {
      let sum = 0;
      for (let j = 0; j < dim; j++) {
        sum += (data.testX[i * dim + j]! - mean[j]! / counts[k]!) ** 2;
      }
      return sum;
    });
    if (distances.indexOf(Math.min(...distances)) === label) right++;
  });
  return right / data.testCount;
}

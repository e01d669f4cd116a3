import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { centresOf } from '../../../src/lab/task/draws.ts';
import { sharedBlocksOf } from '../../../src/probes/walkers/blocks.ts';
import { walkerMean } from '../../../src/probes/walkers/walker-mean.ts';
import { crossedMean } from '../../../src/stats/means/correlated-mean.ts';

const REPEATS = 200;

/** Deviations from the truth over the stated error, squared and averaged; and the share of intervals that hold it. */
function calibration(truth: number, found: (seed: number) => ReturnType<typeof crossedMean>) {
  let [square, covered] = [0, 0];
  for (let seed = 0; seed < REPEATS; seed++) {
    const { mean, stderr, interval } = found(seed);
    square += ((mean - truth) / stderr) ** 2 / REPEATS;
    if (interval[0] <= truth && truth <= interval[1]) covered += 1 / REPEATS;
  }
  return { deviation: Math.sqrt(square), covered };
}

test.each([
  ['hardly remember', 20, 25, 1.2, 1, 800],
  ['remember long', 20, 25, 0.2, 1, 1500],
  ['share batches of ten', 20, 25, 0.6, 10, 800],
])(
  'springs that %s: the variance is off its closed form as the error says',
  (_, d, n, rate, batch, steps) => {
    const { deviation, covered } = calibration(rate / (batch * (2 - rate)), (seed) => {
      const random = rng(50 + seed);
      const { x: centres } = centresOf(n, d, 1, random.fork('data'));
      const draws = random.fork('rows').uniforms(steps * batch);
      const mean = walkerMean(d, (x) => x * x, sharedBlocksOf(d));
      let x = new Float64Array(d);
      for (let k = 0; k < steps; k++) {
        const pull = new Float64Array(d);
        for (let b = 0; b < batch; b++) {
          const row = Math.floor(draws[k * batch + b]! * n);
          for (let j = 0; j < d; j++) pull[j]! += centres[row * d + j]! / batch;
        }
        x = x.map((xj, j) => (1 - rate) * xj + rate * pull[j]!);
        if (k >= steps / 2 && k % 5 === 0) mean.add(x, (2 * k) / steps - 1);
      }
      return mean.found()!;
    });
    expect(deviation).toBeGreaterThan(0.8);
    expect(deviation).toBeLessThan(1.2);
    expect(covered).toBeGreaterThan(0.9);
    expect(covered).toBeLessThan(0.99);
  },
);

test('values that rows carry and columns share have an interval that holds 0', () => {
  const [rows, columns] = [40, 32];
  const { deviation, covered } = calibration(0, (seed) => {
    const random = rng(seed);
    const [a, b, e] = [
      random.normals(rows),
      random.normals(columns),
      random.normals(rows * columns),
    ];
    const blocks = Array.from(e, (own, i) => {
      const sum = a[Math.floor(i / columns)]! + b[i % columns]! + own;
      return { n: 1, sum, squares: sum * sum };
    });
    return crossedMean(blocks, {
      row: (i) => Math.floor(i / columns),
      column: (i) => i % columns,
    });
  });
  expect(deviation).toBeGreaterThan(0.85);
  expect(deviation).toBeLessThan(1.15);
  expect(covered).toBeGreaterThan(0.91);
  expect(covered).toBeLessThan(0.985);
});

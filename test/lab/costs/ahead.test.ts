import { describe, expect, test } from 'vitest';
import { aheadOf } from '../../../src/lab/costs/ahead.ts';
import { expectedWeight } from '../../../src/lab/costs/expected-cost.ts';
import { smallSpec } from '../../support/small-run.ts';
import { flow, gd, sgd, spec } from '../../support/synthetic-runs.ts';

const seeds = [0, 1, 2, 3];
const grid = [gd(0.1), gd(0.05), sgd(16), flow].flatMap((method) =>
  seeds.map((seed) => spec(method, seed)),
);
const here = { scale: 1, lanes: 2 };

describe('what is ahead of a grid', () => {
  test('is the whole of it by the cost model where nothing is on record', () => {
    const { runs, lanes, seconds, basis, factor } = aheadOf(grid, [], here);
    expect({ runs, lanes, basis, factor }).toEqual({
      ...{ runs: 16, lanes: 2, factor: 4 },
      basis: { arm: 0, experiment: 0, model: 16 },
    });
    expect(aheadOf(grid, [], { ...here, scale: 3 }).seconds).toBeGreaterThan(seconds);
    expect(aheadOf(grid, [], { ...here, lanes: 1 }).seconds).toBeGreaterThan(1.8 * seconds);
  });

  test('goes by the records of an arm, and by how far the model was off for other runs', () => {
    const [one, , ...rest] = grid;
    const measured = { spec: one!, seconds: 50, bytes: 1e6 };
    const arm = aheadOf([grid[0]!, grid[1]!], [measured], { ...here, lanes: 1 });
    // 0.2 s around a run, 2 s until the first begins.
    expect(arm).toEqual({
      ...{ runs: 1, seconds: 52.2, lanes: 1, bytes: 1e6, factor: 1.5 },
      basis: { arm: 1, experiment: 0, model: 0 },
    });
    const others = aheadOf(rest, [measured], here);
    expect(others.basis).toEqual({ arm: 2, experiment: 12, model: 0 });
    const off = 50 / expectedWeight(one!);
    const last = aheadOf([grid.at(-1)!], [measured], here);
    expect(last.seconds).toBeCloseTo(2.2 + off * expectedWeight(grid.at(-1)!), 6);
  });

  test('is nothing where all is on record', () => {
    const taken = grid.map((one) => ({ spec: one, seconds: 1, bytes: 1 }));
    expect(aheadOf(grid, taken, here)).toMatchObject({ runs: 0, seconds: 0, bytes: 0 });
  });

  test('searches that start from the point before are expected to cost some 0.6 of those that begin anew', () => {
    const along = (warm: string) =>
      expectedWeight(
        smallSpec(
          '{ method: gradient-descent, rate: 0.1 }',
          'steps: 1000',
          `along: { sharpness: { every: 1${warm} } }`,
        ),
      );
    const none = expectedWeight(
      smallSpec('{ method: gradient-descent, rate: 0.1 }', 'steps: 1000', ''),
    );
    expect((along(', warm: true') - none) / (along('') - none)).toBeCloseTo(0.6, 6);
  });

  test('the cost model follows parameters × examples × steps', () => {
    const steps = (n: number, hidden: readonly number[] = [400, 400], train = 5000) =>
      expectedWeight(spec(gd(0.1), 0, { stop: { steps: n }, hidden, train }));
    expect(steps(4000) / steps(2000)).toBeCloseTo(2, 1);
    const wide = [800, 800];
    const weights = ([a, b]: readonly number[]) => 785 * a! + (a! + 1) * b! + (b! + 1) * 10;
    const ratio = steps(4000, wide) / steps(4000);
    expect(ratio / (weights(wide) / weights([400, 400]))).toBeCloseTo(1, 1);
    expect(steps(4000, [400, 400], 10_000) / steps(4000)).toBeCloseTo(2, 1);
  });
});

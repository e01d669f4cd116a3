import { examplesIn } from '../../lab/spec/problem.ts';
import type { Arm } from './arm.ts';
import { bySeed } from './measured.ts';
import { type Spread, spreadOfArm } from './spread.ts';

/** η_max at a batch size. */
export interface ThresholdAt extends Spread {
  readonly arm: Arm;
  /** The batch size: B of SGD, n of gradient descent. */
  readonly x: number;
  /** Of each seed. */
  readonly values: readonly number[];
}

/** η_max of SGD and gradient descent by increasing batch size. */
export const thresholdByBatch = (arms: readonly Arm[]): readonly ThresholdAt[] =>
  arms
    .flatMap((arm) => {
      const x = sizeOf(arm);
      const spread = spreadOfArm(arm, 'threshold');
      const values = [...bySeed(arm, 'threshold').values()];
      return x === undefined || spread === null ? [] : [{ arm, x, values, ...spread }];
    })
    .sort((a, b) => a.x - b.x);

/** The bounds of the rate that is stable in mean square, by the keys of their outputs. */
export const BOUNDS = [
  { key: 'batchBound', label: 'bound along the top eigenvector' },
  { key: 'frobeniusBound', label: 'Frobenius bound' },
] as const;

/** The mean over seeds of a bound that was measured beside η_max, by batch size; without those that are no positive number. */
export const boundByBatch = (thresholds: readonly ThresholdAt[], key: string) =>
  thresholds.flatMap(({ arm, x }) => {
    const spread = spreadOfArm(arm, key);
    return spread === null || !(spread.mean > 0) ? [] : [{ x, y: spread.mean }];
  });

function sizeOf({ family, batch, spec }: Arm): number | undefined {
  if (family === 'stochastic') return batch;
  return family === 'descent' ? examplesIn(spec) : undefined;
}

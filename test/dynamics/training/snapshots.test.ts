import { beforeAll, describe, expect, test } from 'vitest';
import { gradientDescent } from '../../../src/dynamics/methods/descent.ts';
import type { Snapped } from '../../../src/dynamics/training/snapshots.ts';
import type { TrainOptions } from '../../../src/dynamics/training/train.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { pathOf } from '../../support/small-training.ts';
import { descend, flow, one, parabola } from '../../support/trained.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

describe('snapshots', () => {
  const taken = (run: (options: Partial<TrainOptions>) => void, snapshotTimes: number[]) => {
    const out: [number, number][] = [];
    const snapshot = (time: number, { theta }: Snapped) =>
      void out.push([time, flatten64(theta)[0]!]);
    run({ snapshotTimes, snapshot });
    return out;
  };

  test('of descent lie on the line between its steps', () => {
    const snapshots = taken((o) => descend(0.5, { stop: { time: 2 }, ...o }), [0, 0.25, 0.5, 1.4]);
    // θ(0.25) is halfway from 1 to ½, and θ(1.4) four fifths from ¼ to ⅛.
    const expected = [1, 0.75, 0.5, 0.15];
    expect(snapshots.map(([time]) => time)).toEqual([0, 0.25, 0.5, 1.4]);
    for (const [i, [, theta]] of snapshots.entries()) {
      expect(Math.abs(theta - expected[i]!)).toBeLessThan(1e-7);
    }
  });

  test('of a step’s end are that point, though its time carries round-off', () => {
    // 3 · 0.7 is 2.0999999999999996.
    const [snapshot] = taken((o) => descend(0.7, { stop: { steps: 3 }, ...o }), [2.1]);
    const path = parabola((o) => pathOf(gradientDescent(o, 0.7), o, one, { steps: 3 }));
    expect(snapshot).toEqual([2.1, path[3]![0]]);
  });

  test('of flow follow it, several within one step if need be', () => {
    const times = [0.2, 0.2001, 0.2002, 1, 1.5];
    const snapshots = taken((o) => flow({ stop: { time: 1.5 }, ...o }), times);
    expect(snapshots.map(([time]) => time)).toEqual(times);
    for (const [time, theta] of snapshots) {
      expect(Math.abs(theta - Math.exp(-time))).toBeLessThan(1e-5 ** (2 / 3));
    }
  });
});

import { describe, expect, test } from 'vitest';
import { remaining } from '../../../src/lab/costs/remaining.ts';

const runs = (n: number, seconds = 10) =>
  new Map(Array.from({ length: n }, (_, i) => [`r${i}`, seconds] as const));

/** Computes runs one after the other, each in so many seconds; gives the clock. */
function computed(left: ReturnType<typeof remaining>, ended: number, each: number): number {
  for (let i = 0; i < ended; i++) {
    left.progress(`r${i}`, 0, i * each);
    left.ended(`r${i}`, each);
  }
  return ended * each;
}

describe('the time that is left', () => {
  test('is not told in the first seconds, whatever was seen', () => {
    const left = remaining(runs(100), 1, 0);
    const now = computed(left, 7, 1);
    expect(left.seconds(now)).toBeUndefined();
    expect(left.seconds(8)).toBeDefined();
    // Nor before a run has ended or a fiftieth of the work is done.
    const early = remaining(runs(100), 1, 0);
    early.progress('r0', 0, 1);
    early.progress('r0', 0.5, 20);
    expect(early.seconds(20)).toBeUndefined();
  });

  test('goes by the pace that was measured, not by the one that was expected', () => {
    const left = remaining(runs(20), 1, 0);
    // Three times as long as was thought.
    expect(left.seconds(computed(left, 5, 30))).toBeCloseTo(15 * 30, 9);
    const lanes = remaining(runs(20), 3, 0);
    const now = computed(lanes, 5, 30);
    for (const id of ['r5', 'r6', 'r7', 'r8']) lanes.progress(id, 0, now);
    expect(lanes.seconds(now)).toBeCloseTo((15 * 30) / 3, 9);
  });

  test('weighs runs by their expected work', () => {
    const left = remaining(new Map([...runs(4, 1), ['long', 100] as const]), 1, 0);
    expect(left.seconds(computed(left, 4, 2) + 1)).toBeCloseTo(200, 9);
  });

  test('counts how far runs are, and is no less than what the longest has left', () => {
    const left = remaining(runs(2, 100), 2, 0);
    left.progress('r0', 0, 0);
    left.progress('r1', 0, 0);
    left.progress('r0', 0.5, 40);
    left.progress('r1', 0.25, 40);
    // 75 of 200 in 80 seconds of two lanes.
    expect(left.seconds(40)).toBeCloseTo((80 / 75) * 75, 9);
  });

  test('is shorter where other runners do their share', () => {
    const left = remaining(runs(20), 1, 0);
    const now = computed(left, 4, 10);
    expect(left.seconds(now)).toBeCloseTo(160, 9);
    for (const id of ['r4', 'r5', 'r6', 'r7']) left.ended(id);
    // Twelve are left, of which as many are done elsewhere as here.
    expect(left.seconds(now)).toBeCloseTo(60, 9);
  });

  test('is not fooled by a run that goes on from a checkpoint', () => {
    const left = remaining(runs(4), 1, 0);
    left.progress('r0', 0.9, 0);
    left.ended('r0', 1);
    // A tenth of a run of 10 seconds took one: three are left.
    expect(left.seconds(10)).toBeCloseTo(30, 9);
    // One that was left while it was measured says nothing of the pace, nor does one that failed.
    left.ended('r1', 0.01);
    expect(left.seconds(10)).toBeCloseTo(20, 9);
    left.failed('r2');
    expect(left.seconds(10)).toBeCloseTo(10, 9);
  });

  test('comes true for runs of uneven work in two lanes', () => {
    const sizes = Array.from({ length: 40 }, (_, i) => 1 + ((i * 7) % 11));
    const left = remaining(new Map(sizes.map((s, i) => [`r${i}`, s] as const)), 2, 0);
    const lanes = [0, 0];
    const told: [number, number][] = [];
    left.progress('r1', 0, 0);
    for (const [i, size] of sizes.entries()) {
      const lane = lanes[0]! <= lanes[1]! ? 0 : 1;
      left.progress(`r${i}`, 0, lanes[lane]!);
      lanes[lane]! += 2.5 * size;
      left.ended(`r${i}`, 2.5 * size);
      const seconds = left.seconds(lanes[lane]!);
      if (seconds !== undefined && i < 35) told.push([lanes[lane]!, seconds]);
    }
    const end = Math.max(...lanes);
    expect(told.length).toBeGreaterThan(30);
    for (const [now, seconds] of told)
      expect(Math.abs(now + seconds - end)).toBeLessThan(0.15 * end);
  });
});

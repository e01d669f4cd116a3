import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import type { StepTimes } from '../../../src/lab/records/threads.ts';
import type { Load } from '../../../src/lab/runner/choose-threads.ts';
import { stepSeconds } from '../../../src/lab/runner/step-timer.ts';
import { type Machine, timesOnce } from '../../../src/lab/runner/step-times.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { standard } from '../../support/standard-experiment.ts';

const machine: Machine = { cpu: 'a processor', cores: 4, engine: 'native 2.21.0' };
const load = (work: number): Load => ({ spec: standard, work });

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowlab-test-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A measurement that finds 1 s, 2 s, … on one thread, and counts. */
function counting() {
  const seen = { count: 0 };
  const measure = (_: Load, threads: number): Promise<StepTimes> =>
    Promise.resolve({ threads, one: ++seen.count, many: 0.5 });
  return { seen, measure };
}

describe('step times', () => {
  test('are measured once, also for another process', async () => {
    const { seen, measure } = counting();
    const first = await timesOnce(root, machine, measure)(load(1e8), 2);
    expect(first).toEqual({ threads: 2, one: 1, many: 0.5 });
    expect(await timesOnce(root, machine, measure)(load(1e8), 2)).toEqual(first);
    expect(seen.count).toBe(1);
  });

  test('are shared within a power of two of work', async () => {
    const { seen, measure } = counting();
    const time = timesOnce(root, machine, measure);
    await time(load(2 ** 26), 2);
    await time(load(2 ** 27 - 1), 2);
    expect(seen.count).toBe(1);
    await time(load(2 ** 27), 2);
    expect(seen.count).toBe(2);
  });

  test('are measured anew for another machine, engine, thread count and kind of network', async () => {
    const { seen, measure } = counting();
    const on = (m: Machine) => timesOnce(root, m, measure);
    await on(machine)(load(1e8), 2);
    await on({ ...machine, cpu: 'another' })(load(1e8), 2);
    await on({ ...machine, cores: 8 })(load(1e8), 2);
    await on({ ...machine, engine: 'native 2.22.0' })(load(1e8), 2);
    await on(machine)(load(1e8), 4);
    const network = { kind: 'linear', parametrisation: 'standard', scale: 1 } as const;
    await on(machine)({ spec: { ...standard, network }, work: 1e8 }, 2);
    expect(seen.count).toBe(6);
  });

  test('that somebody else found in the meantime win', async () => {
    const { measure } = counting();
    const other = timesOnce(root, machine, (_, threads) =>
      Promise.resolve({ threads, one: 7, many: 3 }),
    );
    const slow = timesOnce(root, machine, async (l, threads) => {
      await other(l, threads);
      return measure(l, threads);
    });
    expect(await slow(load(1e8), 2)).toEqual({ threads: 2, one: 7, many: 3 });
  });

  test('in a damaged file are measured again', async () => {
    const { seen, measure } = counting();
    const time = timesOnce(root, machine, measure);
    await time(load(1e8), 2);
    for (const name of readdirSync(root)) writeFileSync(join(root, name), '{ "one": ');
    expect((await time(load(1e8), 2))!.one).toBe(2);
    expect((await time(load(1e8), 2))!.one).toBe(2);
    expect(seen.count).toBe(2);
  });

  test('are not measured where they cannot be kept', async () => {
    const { seen, measure } = counting();
    writeFileSync(join(root, 'a-file'), '');
    expect(await timesOnce(join(root, 'a-file'), machine, measure)(load(1e8), 2)).toBeUndefined();
    expect(seen.count).toBe(0);
  });

  test('that could not be found are asked for again', async () => {
    const { measure } = counting();
    expect(
      await timesOnce(root, machine, () => Promise.resolve(undefined))(load(1e8), 2),
    ).toBeUndefined();
    expect(await timesOnce(root, machine, measure)(load(1e8), 2)).toBeDefined();
  });
});

describe('the time of a step', () => {
  beforeAll(async () => {
    await openEngine('native');
  });
  expectNoLeaks();

  const glyphs = {
    ...standard,
    data: { ...standard.data, name: 'glyphs' as const, train: 400, test: 20 },
  };

  test('is longer for more work', async () => {
    const places = { cacheDir: root, baseDir: root, offline: true };
    const of = (hidden: number[]) =>
      stepSeconds({ ...glyphs, network: { ...standard.network, hidden } as never }, places);
    // 159,010 against 7,960 parameters: 20 times the work.
    expect((await of([200])) / (await of([10]))).toBeGreaterThan(3);
  });

  test('is found where the steps diverge, too', async () => {
    const places = { cacheDir: root, baseDir: root, offline: true };
    const method = { method: 'gradient-descent', rate: 1e30 } as const;
    expect(await stepSeconds({ ...glyphs, method }, places)).toBeGreaterThan(0);
  });
});

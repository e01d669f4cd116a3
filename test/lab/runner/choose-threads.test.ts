import { describe, expect, test } from 'vitest';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import type { StepTimes } from '../../../src/lab/records/threads.ts';
import {
  chooseThreads,
  heaviest,
  type Load,
  type ThreadsRequest,
} from '../../../src/lab/runner/choose-threads.ts';
import { type NetworkRun, standard } from '../../support/standard-experiment.ts';

const load = (work: number, kind: 'mlp' | 'cnn' = 'mlp'): Load => {
  const network =
    kind === 'mlp'
      ? standard.network
      : ({
          kind,
          channels: [6, 16],
          activation: 'tanh',
          parametrisation: 'standard',
          scale: 1,
        } as const);
  return { spec: { ...standard, network }, work };
};

const request = (rest: Partial<ThreadsRequest> = {}): ThreadsRequest => ({
  engine: 'native',
  cores: 8,
  runs: 1,
  heaviest: load(1e9),
  ...rest,
});

/** A stopwatch that says these times, and how often it was asked for how many threads. */
function stopwatch(one: number, many: number) {
  const asked: number[] = [];
  const time = (_: Load, threads: number): Promise<StepTimes> => {
    asked.push(threads);
    return Promise.resolve({ threads, one, many });
  };
  return { asked, time };
}

describe('threads of an experiment', () => {
  test.each([
    [8, 1, 8],
    [8, 2, 4],
    [8, 3, 2],
    [2, 1, 2],
    [7, 2, 3],
  ])(
    '%d cores and %d runs: %d threads each, where they are twice as fast',
    async (cores, runs, n) => {
      const { asked, time } = stopwatch(2, 1);
      const threads = await chooseThreads(request({ cores, runs }), time);
      expect(asked).toEqual([n]);
      expect(threads).toEqual({
        count: n,
        chosen: 'calibrated',
        times: { threads: n, one: 2, many: 1 },
      });
    },
  );

  test.each([
    [8, 5],
    [8, 8],
    [8, 1000],
    [1, 1],
    [2, 2],
  ])('%d cores and %d runs: one each, and nothing is timed', async (cores, runs) => {
    const { asked, time } = stopwatch(2, 1);
    const threads = await chooseThreads(request({ cores, runs }), time);
    expect(threads).toEqual({ count: 1, chosen: 'default' });
    expect(asked).toEqual([]);
  });

  test.each([
    [1.2, 8],
    [1.19, 1],
    [0.5, 1],
  ])('a gain of %d decides for %d', async (gain, count) => {
    const { time } = stopwatch(gain, 1);
    const threads = await chooseThreads(request(), time);
    expect(threads).toMatchObject({ count, chosen: 'calibrated', times: { one: gain, many: 1 } });
  });

  test('light steps are not timed, and what is light depends on the kind of network', async () => {
    const { asked, time } = stopwatch(2, 1);
    // 784-32-32-10 at B = 128.
    const small = request({ heaviest: load(26_506 * 128) });
    expect(await chooseThreads(small, time)).toEqual({ count: 1, chosen: 'default' });
    expect(asked).toEqual([]);
    await chooseThreads(request({ heaviest: load(26_506 * 128, 'cnn') }), time);
    expect(asked).toEqual([8]);
  });

  test('the user is obeyed, and nothing is timed', async () => {
    const { asked, time } = stopwatch(2, 1);
    const threads = await chooseThreads(request({ asked: 3, runs: 100 }), time);
    expect(threads).toEqual({ count: 3, chosen: 'user' });
    expect(asked).toEqual([]);
  });

  test.each(['wasm', 'gpu'] as const)('off native (%s) there is one', async (engine) => {
    const { asked, time } = stopwatch(2, 1);
    expect(await chooseThreads(request({ engine }), time)).toEqual({ count: 1, chosen: 'default' });
    expect(asked).toEqual([]);
  });

  test('without an answer from the stopwatch there is one', async () => {
    const threads = await chooseThreads(request(), () => Promise.resolve(undefined));
    expect(threads).toEqual({ count: 1, chosen: 'default' });
  });
});

describe('the heaviest spec', () => {
  const sgd = (batch: number): NetworkRun => ({
    ...standard,
    method: { method: 'sgd', rate: 0.1, batch, sampling: 'shuffled' },
  });

  test('is that with the most parameters × examples a step', () => {
    const large: NetworkRun = {
      ...sgd(10),
      network: { ...standard.network, hidden: [200] } as NetworkRun['network'],
    };
    const parameters = ({ network }: RunSpec) => (network === large.network ? 159_010 : 26_506);
    const found = (specs: readonly RunSpec[]) => heaviest(specs, parameters);
    expect(found([sgd(4), sgd(250), sgd(100)])).toEqual({ spec: sgd(250), work: 26_506 * 250 });
    expect(found([sgd(4), standard, large])).toEqual({ spec: standard, work: 26_506 * 500 });
    expect(found([sgd(4), large])).toEqual({ spec: large, work: 1_590_100 });
  });

  test('is the same for any order of specs of different work', () => {
    const specs = [sgd(4), sgd(250), standard];
    expect(heaviest([...specs].reverse(), () => 10)).toEqual(heaviest(specs, () => 10));
  });
});

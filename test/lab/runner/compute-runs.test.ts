import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../../src/lab/experiment/run-spec.ts';
import { type Lease, takeLease } from '../../../src/lab/records/lease.ts';
import {
  computeRuns,
  type RunEvent,
  type RunOptions,
} from '../../../src/lab/runner/compute-runs.ts';
import type { Outcome } from '../../../src/lab/runner/outcome.ts';
import { type Planned, planRuns } from '../../../src/lab/runner/plan-runs.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { gd, spec } from '../../support/synthetic-runs.ts';

const entry = fileURLToPath(new URL('recording-worker.mjs', import.meta.url));
const folder = scratchFolder();
const engine = 'wasm';

const experiment = (
  id: string,
  rates: readonly number[],
  seeds: readonly number[],
): Experiment => ({
  ...{ id, title: id, question: `${id}?` },
  specs: rates.flatMap((rate) => seeds.map((seed) => spec(gd(rate), seed))),
});

const planned = (runsDir: string, one: Experiment): Planned =>
  planRuns(one, {
    ...{ engine, engineVersion: () => 'any', files: () => ({}), runsDir },
    ...{ command: 'flowlab', source: `${one.id}.yaml` },
  });

/** Computes the runs of experiments; what was started, in order, and what each came to, in the order in which they ended. */
async function computed(
  runsDir: string,
  all: readonly Experiment[],
  jobs = 2,
  more: Partial<Pick<RunOptions, 'runner' | 'onEvent'>> = {},
) {
  const started = join(folder, `${runsDir}-started`);
  const events: RunEvent[] = [];
  const outcomes: (readonly [string, Outcome])[] = [];
  await computeRuns(
    all.map((one) => planned(join(folder, runsDir), one)),
    {
      ...{ engine, entry, jobs, env: { PATH: process.env.PATH, STARTED: started } },
      threads: { count: 1, chosen: 'default' },
      runner: { host: 'here', machine: 'here', pid: 1, isAlive: () => true },
      places: { cacheDir: folder, baseDir: folder, offline: true },
      ...more,
      onEvent(event) {
        events.push(event);
        more.onEvent?.(event);
      },
      onOutcome: ({ experiment: { id } }, outcome) => outcomes.push([id, outcome]),
    },
  );
  const ids = existsSync(started) ? readFileSync(started, 'utf8').trim().split('\n') : [];
  return { events, outcomes, started: ids };
}

const one = experiment('one', [0.1, 0.2], [0, 1]);
const two = experiment('two', [0.2, 0.4], [0, 1]);

describe('the runs of several experiments', () => {
  test('a run that two of them share is computed once and is on record in both', async () => {
    const { outcomes, started, events } = await computed('shared', [one, two]);
    expect(started.length).toBe(6);
    expect(new Set(started).size).toBe(6);
    expect(events[0]).toEqual({ kind: 'planned', total: 6, finished: 0, unchecked: 0 });
    expect(outcomes.map(([id]) => id).sort()).toEqual(['one', 'two']);
    for (const [id, { runs, failures }] of outcomes) {
      const { specs } = id === 'one' ? one : two;
      expect(runs.map((run) => run.spec)).toEqual(specs);
      expect(failures).toEqual([]);
    }
  });

  test('what is on record anywhere among them is not computed again, and each ends once', async () => {
    await computed('again', [one]);
    const { outcomes, started, events } = await computed('again', [two, one]);
    expect(started.length).toBe(6);
    expect(events[0]).toEqual({ kind: 'planned', total: 6, finished: 4, unchecked: 4 });
    expect(outcomes.map(([id]) => id)).toEqual(['one', 'two']);
    const { outcomes: third, started: none } = await computed('again', [two, one]);
    expect(none.length).toBe(6);
    expect(third.map(([id]) => id)).toEqual(['two', 'one']);
  });

  test('a run that fails fails in each experiment that has it, and the others go on', async () => {
    const shared = [experiment('a', [0.1], [9, 1]), experiment('b', [0.1], [9, 2])];
    const { outcomes } = await computed('failing', [...shared, one], 1);
    const found = Object.fromEntries(outcomes);
    for (const id of ['a', 'b']) {
      expect(found[id]!.runs.length).toBe(1);
      expect(found[id]!.failures.map(({ message, spec: { seed } }) => [message, seed])).toEqual([
        ['out of luck', 9],
      ]);
    }
    expect(found.one!.failures).toEqual([]);
    // In their order: one process computes the runs of the first experiment first.
    expect(outcomes.map(([id]) => id)).toEqual(['a', 'b', 'one']);
  });
});

describe('the runs that several runners share', () => {
  const grid = experiment('shared-grid', [0.1, 0.2, 0.3], [0, 1, 2, 3]);
  const runners = [1, 2, 3].map((pid) => ({
    host: 'here',
    machine: 'here',
    pid,
    isAlive: () => true,
  }));

  test('are computed once each, and every runner has all of them', async () => {
    const started = join(folder, 'several-started');
    const all = await Promise.all(
      runners.map((runner) => computed('several', [grid], 2, { runner })),
    );
    for (const { outcomes } of all) {
      const [[, { runs, failures }]] = outcomes as [(typeof outcomes)[number]];
      expect(runs.map(({ spec: own }) => own)).toEqual(grid.specs);
      expect(failures).toEqual([]);
    }
    const ids = readFileSync(started, 'utf8').trim().split('\n');
    expect([ids.length, new Set(ids).size]).toEqual([12, 12]);
    const elsewhere = all.map(
      ({ events }) => events.filter(({ kind }) => kind === 'elsewhere').length,
    );
    const done = all.map(
      ({ events }) =>
        events.filter((one) => one.kind === 'run' && one.report.kind === 'done').length,
    );
    const first = all.map(({ events }) => events[0] as RunEvent & { readonly finished: number });
    for (const i of [0, 1, 2]) expect(first[i]!.finished + elsewhere[i]! + done[i]!).toBe(12);
    const left = readdirSync(join(folder, 'several', grid.id)).filter(
      (name) => !/^[0-9a-f]{16}$/.test(name),
    );
    expect(left.sort()).toEqual(['experiment.json']);
  });

  test('wait for a living runner, and take over what a dead one has left', async () => {
    const [mine, other] = [runners[0]!, runners[1]!];
    let lives = true;
    const runner = { ...mine, isAlive: () => lives };
    const { store, runs } = planned(join(folder, 'left'), grid);
    const ids = runs.slice(4, 6).map(({ id }) => id);
    const leases = ids.map((id) => takeLease(store.folder, id, other) as Lease);
    const { events, outcomes, started } = await computed('left', [grid], 2, {
      runner,
      onEvent(event) {
        if (event.kind === 'shared' && event.left) lives = false;
      },
    });
    for (const lease of leases) lease.release();
    const shared = events.filter(({ kind }) => kind === 'shared');
    const what = { kind: 'shared', total: 12, count: 2, hosts: ['here'] };
    expect(shared).toEqual([
      { ...what, left: false },
      { ...what, left: true },
    ]);
    expect(started.slice(-2).sort()).toEqual([...ids].sort());
    expect(outcomes[0]![1].runs).toHaveLength(12);
  });
});

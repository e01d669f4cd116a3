import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../../src/lab/experiment/run-spec.ts';
import { computeRuns, type Outcome, type RunEvent } from '../../../src/lab/runner/compute-runs.ts';
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
    ...{ engine, engineVersion: 'any', files: () => ({}), runsDir },
    ...{ command: 'flowlab', source: `${one.id}.yaml` },
  });

/** Computes the runs of experiments; what was started, in order, and what each came to, in the order in which they ended. */
async function computed(runsDir: string, all: readonly Experiment[], jobs = 2) {
  const started = join(folder, `${runsDir}-started`);
  const events: RunEvent[] = [];
  const outcomes: (readonly [string, Outcome])[] = [];
  await computeRuns(
    all.map((one) => planned(join(folder, runsDir), one)),
    {
      ...{ engine, entry, jobs, env: { PATH: process.env.PATH, STARTED: started } },
      threads: { count: 1, chosen: 'default' },
      places: { cacheDir: folder, baseDir: folder, offline: true },
      onEvent: (event) => events.push(event),
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

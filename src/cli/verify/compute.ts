import { resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import type { Collection } from '../../lab/collection/collection.ts';
import { imageCache } from '../../lab/data/image-cache.ts';
import type { BudgetName } from '../../lab/experiment/claim/budget.ts';
import { writable } from '../../lab/records/store.ts';
import type { Outcome } from '../../lab/runner/outcome.ts';
import type { Planned } from '../../lab/runner/plan-runs.ts';
import { unknownFigure } from '../../report/figures/planned.ts';
import { controlsWord } from '../../report/predictions/control-word.ts';
import { seedsOf } from '../../report/predictions/known.ts';
import {
  outcomeOf,
  type Score,
  type Scorecard,
  type Unscored,
} from '../../report/scorecard/score.ts';
import { scoreOf } from '../../report/scorecard/score-of.ts';
import { claimJson } from '../../report/scorecard/scorecard-json.ts';
import { type Choice, chooseEngine } from '../host/choose-engine.ts';
import { type CheckedRuns, checkRuns, poolFor } from '../host/prepare-runs.ts';
import { queueChoice } from '../host/queue.ts';
import { interruptible } from '../run/interruptible.ts';
import { progress } from '../run/progress.ts';
import { datesIn, keepSeen } from '../shared/dates.ts';
import { keepVerdict } from '../shared/last-verdict.ts';
import { nearby } from '../shared/nearby.ts';
import { note } from '../shared/output.ts';
import { runTitle } from '../shared/run-title.ts';

interface Request {
  readonly budget: BudgetName;
  readonly runsDir: string;
  readonly outDir: string;
  readonly command: string;
  readonly engine: string | undefined;
  readonly jobs: number | undefined;
  /** Address of a queue. */
  readonly queue: string | undefined;
  readonly seedsFrom: number | undefined;
  readonly quiet: boolean;
}

/** Computes the runs of claims that are not on record yet, all in one pool, and judges each as soon as its last run ended. */
export async function compute(collection: Collection, request: Request): Promise<Scorecard> {
  const { budget, runsDir, outDir, command, quiet, jobs } = request;
  writable(outDir);
  writable(runsDir);
  const queue = request.queue === undefined ? undefined : queueChoice(request.queue);
  const engine = await chooseEngine(request.engine);
  const { checked, unscored } = await checkedOf(collection, engine);
  const scores = new Map<string, Score>();
  const refused: Unscored[] = [...unscored];
  if (checked.length > 0) {
    const pool = poolFor(checked, { engine, jobs, queue, log: note });
    const planned = checked.flatMap((one) => {
      const { file } = collection.members.find(({ id }) => id === one.experiment.id)!;
      const about = { runsDir, source: resolve(file), command };
      return attempt(one.experiment.id, refused, () => pool.plan(one, about));
    });
    const onOutcome = (one: Planned, outcome: Outcome) => {
      const { id } = one.experiment;
      if (outcome.runs.length === 0) {
        refused.push({ id, message: outcome.failures[0]?.message ?? 'no run finished' });
        return;
      }
      const score = judged(one, outcome);
      scores.set(id, score);
      keepVerdict(runsDir, { ...claimJson(score, { budget }), budget });
      if (!quiet)
        note(`${id}: ${outcomeOf(score)}, control ${controlsWord(score.answers) ?? 'none'}`);
    };
    await interruptible((signal) => {
      const shown = progress(quiet, ({ experiment, spec }) => `${experiment}: ${runTitle(spec)}`);
      return pool.run(planned, { onEvent: shown.show, onOutcome, signal }).finally(shown.stop);
    });
  }
  return {
    ...{ name: collection.name, budget, command, runsDir: nearby(runsDir) },
    ...(request.seedsFrom !== undefined && { seedsFrom: request.seedsFrom }),
    scores: collection.members.flatMap(({ id }) => scores.get(id) ?? []),
    unscored: refused,
    untestable: collection.untestable,
  };
}

/** The claims whose data are there and fit; of the others why not. */
async function checkedOf({ members, unreadable }: Collection, engine: Choice) {
  const checked: CheckedRuns[] = [];
  const load = imageCache();
  const unscored: Unscored[] = unreadable.map(({ id, message }) => ({ id, message }));
  for (const { id, file, experiment } of members) {
    try {
      const unknown = unknownFigure(experiment);
      if (unknown !== undefined) throw new InputError(`${file}: ${unknown}`);
      checked.push(await checkRuns(experiment, { engine, log: note, load }));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      unscored.push({ id, message: error.message });
    }
  }
  return { checked, unscored };
}

/** What is wrong with one claim does not stop the others. */
function attempt<T>(id: string, refused: Unscored[], act: () => T): readonly T[] {
  try {
    return [act()];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refused.push({ id, message: error.message });
    return [];
  }
}

function judged({ experiment, store }: Planned, { runs, controlRuns, failures }: Outcome): Score {
  const lines = failures.map(({ spec, message }) => `${runTitle(spec)}: ${message}`);
  const score = scoreOf(experiment, { runs, controlRuns, failures: lines }, datesIn(store));
  keepSeen(store, experiment, seedsOf(runs));
  return score;
}

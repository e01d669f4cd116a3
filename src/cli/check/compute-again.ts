import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '../../core/error.ts';
import { unlike } from '../../course/grading/same-run.ts';
import type { SpotCheck } from '../../course/grading/spot-checks.ts';
import { specKey } from '../../lab/experiment/claim/all-specs.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Outcome } from '../../lab/runner/outcome.ts';
import { type Choice, chooseEngine } from '../host/choose-engine.ts';
import { prepareRuns } from '../host/prepare-runs.ts';
import { interruptible } from '../run/interruptible.ts';
import { progress } from '../run/progress.ts';
import { note, onTerminal } from '../shared/output.ts';
import { sideBySide } from './side-by-side.ts';
import { keptOf, timeLimit } from './time-limit.ts';

/** What came of computing a run again. */
export type Recomputed =
  | { readonly kind: 'same' }
  | { readonly kind: 'apart' | 'doubtful' | 'failed'; readonly why: string };

/** What came of a run of a submission, if it was computed again. */
export type Again = (run: Run) => Recomputed | undefined;

interface Settings {
  readonly jobs?: number | undefined;
  readonly engine?: string | undefined;
}

/** By what and where runs are computed. */
interface Computing {
  readonly root: string;
  readonly engine: Choice;
  readonly jobs: number | undefined;
}

/** Computes runs again below an empty folder, those of all submissions side by side and each spec once, and holds the records against them. */
export async function computeAgain(
  checks: readonly SpotCheck[],
  root: string,
  settings: Settings,
): Promise<Again> {
  const specs = [...new Map(checks.map(({ run: { spec } }) => [specKey(spec), spec])).values()];
  if (specs.length === 0) return () => undefined;
  mkdirSync(root, { recursive: true });
  note(`Computing ${specs.length} run${specs.length === 1 ? '' : 's'} again`);
  // What cannot be computed by at all is no fault of a spec.
  const engine = await chooseEngine(settings.engine);
  const outcomes = await sideBySide(specs, (some, name) =>
    outcomeOf(some, name, { root, engine, jobs: settings.jobs }),
  );
  const computed = new Map<string, Run | string>();
  for (const { runs, failures } of outcomes) {
    for (const run of runs) computed.set(specKey(run.spec), run);
    for (const { spec, message } of failures) computed.set(specKey(spec), message);
  }
  return (run) => {
    const found = computed.get(specKey(run.spec));
    if (found === undefined) return undefined;
    if (typeof found === 'string') return { kind: 'failed', why: found };
    try {
      return unlike(run, found) ?? { kind: 'same' };
    } catch (error) {
      // Weights of a stranger that cannot be read.
      return { kind: 'apart', why: reason(error) };
    }
  };
}

async function outcomeOf(
  specs: readonly RunSpec[],
  id: string,
  { root, engine, jobs }: Computing,
): Promise<Pick<Outcome, 'runs' | 'failures'>> {
  const experiment = { id, title: 'Spot checks', question: 'Do they agree?', specs };
  const prepared = await prepareRuns(experiment, {
    ...{ engine, runsDir: root, command: 'flowlab check', jobs },
    ...{ source: join(root, `${id}.yaml`), log: note },
  });
  return interruptible(async (signal) => {
    const shown = progress(!onTerminal());
    const late = timeLimit(specs);
    const either = AbortSignal.any([signal, late]);
    const outcome = await prepared.run({ signal: either, onEvent: shown.show }).finally(shown.stop);
    return late.aborted ? keptOf(specs, join(root, id)) : outcome;
  });
}

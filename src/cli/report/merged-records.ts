import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { canonicalJson } from '../../core/canonical-json.ts';
import { InputError } from '../../core/error.ts';
import { withoutPaths } from '../../lab/experiment/input-files.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { hasPlan, type PlannedRun } from '../../lab/records/plan.ts';
import type { Run } from '../../lab/records/record.ts';
import { mergedDates } from '../../lab/records/stated.ts';
import { existingStore, type Store } from '../../lab/records/store.ts';
import { sayDamage } from '../shared/damage.ts';
import { datesIn, keepSeen } from '../shared/dates.ts';
import { filesThatDiffer } from '../shared/files-that-differ.ts';
import { type Records, recordsFolder } from '../shared/finished-runs.ts';
import { nearby } from '../shared/nearby.ts';
import { complain } from '../shared/output.ts';
import { runTitle } from '../shared/run-title.ts';

/** What a report needs of records, wherever they lie. */
export type MergedRecords = Omit<Records, 'store'> & {
  readonly store: Pick<Store, 'stated' | 'saw'>;
};

/** Records of an experiment in one of several folders. */
interface Source extends ReturnType<Store['readExperiment']> {
  readonly store: Store;
}

/**
 * The finished runs of an experiment in several folders of records, as if they lay in one: in the order of the plan, each once. Nothing is
 * copied or written but that the verdicts were seen.
 *
 * A run in two of them is taken from the first; where the records differ in more than seconds, a line says so, as of those that are damaged. A plan that
 * is longer than the first adds its further runs after it.
 *
 * @throws InputError where a folder has no records of the experiment, or those of another one
 */
export function mergedRecords(name: string, folders: readonly string[]): MergedRecords {
  const sources = sourcesOf(name, folders);
  const [first] = sources as [Source, ...Source[]];
  for (const other of sources) refuseOther(first, other);
  const own = union(sources.map(({ runs }) => runs));
  const of = new Set(own.keys());
  const further = union(sources.map(({ controlRuns }) => controlRuns));
  for (const key of of) further.delete(key);
  for (const { store, runs, controlRuns } of sources)
    sayDamage(
      store,
      [...runs, ...controlRuns].map(({ id }) => id),
    );
  const finished = (planned: Planned) =>
    [...planned.values()].flatMap((runs) => found(runs, sources) ?? []);
  return {
    experiment: experimentOf(first, own, sources),
    ...{ runs: finished(own), controlRuns: finished(further), planned: own.size },
    command: [...new Set(sources.map(({ command }) => command))].join('\n'),
    store: {
      stated: () =>
        mergedDates(
          sources.map(({ store }) => ({
            stated: datesIn(store),
            finished: store.ids().length > 0,
          })),
        ),
      saw: (experiment, seeds) => {
        for (const { store } of sources) keepSeen(store, experiment, seeds);
      },
    },
  };
}

/** The folders that are meant, each once, with their plans. */
function sourcesOf(name: string, folders: readonly string[]): readonly Source[] {
  const places = [
    ...(hasPlan(name) ? [name] : []),
    ...folders.map((folder) => (hasPlan(folder) ? folder : recordsFolder(idIn(name), folder))),
  ];
  const stores = new Map(
    places.map((place) => {
      const store = existingStore(resolve(place));
      return [realpathSync(store.folder), store];
    }),
  );
  return [...stores.values()].map((store) => ({ ...store.readExperiment(), store }));
}

/** The name of an experiment that is meant by a folder of its records. */
const idIn = (name: string): string =>
  hasPlan(name) ? existingStore(name).readExperiment().experiment.id : name;

/** Throws InputError unless two folders hold runs of one experiment, which asks and predicts the same. */
function refuseOther(first: Source, other: Source): void {
  const asked = ({ experiment }: Source) => {
    const { specs: _, controls, checkpoint: __, ...about } = experiment;
    return canonicalJson({
      ...about,
      controls: (controls ?? []).map(({ specs: ___, ...control }) => control),
    });
  };
  if (asked(first) === asked(other)) return;
  const [a, b] = [first, other].map(({ store }) => nearby(store.folder));
  const same = first.experiment.question === other.experiment.question;
  const what = same
    ? 'another version of its experiment, with other predictions, controls or figures; run one file in all of them'
    : `the runs of another experiment, ${JSON.stringify(other.experiment.title)}`;
  throw new InputError(`cannot merge ${b} with ${a}: it holds ${what}`);
}

/** The runs of one setting, as the folders plan them: those of one name are one run. */
type Planned = Map<string, readonly (PlannedRun | undefined)[]>;

/** Every setting that one of several plans has, in the order of the plans; paths of files are no part of it. */
function union(plans: readonly (readonly PlannedRun[])[]): Planned {
  const all: Planned = new Map();
  for (const [i, plan] of plans.entries())
    for (const run of plan) {
      const key = canonicalJson(withoutPaths(run.spec));
      const runs = [...(all.get(key) ?? plans.map(() => undefined))];
      runs[i] = run;
      all.set(key, runs);
    }
  return all;
}

/** The record of a run in the first folder that has it; a line where another one's differs. */
function found(
  planned: readonly (PlannedRun | undefined)[],
  sources: readonly Source[],
): Run | undefined {
  const there = planned.flatMap((run, i) => {
    const { store } = sources[i]!;
    return run !== undefined && store.has(run.id) ? [{ store, id: run.id }] : [];
  });
  const [first, ...others] = there;
  if (first === undefined) return undefined;
  const run = first.store.read(first.id);
  for (const other of others) {
    const why = difference(first, other);
    if (why === undefined) continue;
    const places = [first, other].map(({ store, id }) => nearby(join(store.folder, id)));
    complain(
      `Two records of ${runTitle(run.spec)} differ, ${why}: ${places.join(' and ')}. The first is taken.`,
    );
  }
  return run;
}

interface Place {
  readonly store: Store;
  readonly id: string;
}

/** In what two records of one setting differ, but for seconds; undefined where they are the same run. */
function difference(one: Place, other: Place): string | undefined {
  if (one.id !== other.id) return 'since code, engine or data were not the same';
  const files = filesThatDiffer(join(one.store.folder, one.id), join(other.store.folder, other.id));
  return files.length === 0 ? undefined : `in ${files.join(', ')}`;
}

/** The experiment of the first folder, with every run that one of them plans. */
function experimentOf(first: Source, own: Planned, sources: readonly Source[]): Experiment {
  const specs = (planned: Planned) =>
    [...planned.values()].map((runs) => runs.find((run) => run !== undefined)!.spec);
  const { controls, ...about } = first.experiment;
  const ofControl = (id: string) =>
    union(
      sources.map(({ experiment }) =>
        (experiment.controls?.find((control) => control.id === id)?.specs ?? []).map((spec) => ({
          ...{ id: '', spec },
        })),
      ),
    );
  return {
    ...about,
    specs: specs(own),
    ...(controls && {
      controls: controls.map((control) => ({ ...control, specs: specs(ofControl(control.id)) })),
    }),
  };
}

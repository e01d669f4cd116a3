import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError, reason } from '../../core/error.ts';
import { significant } from '../../core/format.ts';
import { codeVersion } from '../../lab/records/code-version.ts';
import { existingStore } from '../../lab/records/store.ts';
import { recordsFolder } from '../shared/finished-runs.ts';
import { nearby } from '../shared/nearby.ts';
import { bold, say } from '../shared/output.ts';
import { foldersBelow } from '../shared/records-in.ts';
import { type Garbage, garbageIn, type Why } from './garbage.ts';

interface GcFlags {
  readonly runs: string;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Finds what no report needs, and with `yes` removes it; returns the exit code. */
export async function gc(names: readonly string[], flags: GcFlags): Promise<number> {
  const all = foldersBelow(flags.runs).map((folder) => resolve(folder));
  const folders =
    names.length === 0 ? all : names.map((one) => resolve(recordsFolder(one, flags.runs)));
  if (folders.length === 0)
    throw new InputError(`${flags.runs} holds no runs; name their folder with --runs`);
  // A run that any experiment plans is kept: those of one folder share what they have in common.
  const plans = [...new Set([...all, ...folders])].map(plannedIn);
  const named = (some: typeof plans) => new Set(some.flatMap(({ ids }) => ids));
  const code = codeVersion();
  const wanted = {
    planned: named(plans),
    current: named(plans.filter((plan) => (plan.code ?? code) === code)),
  };
  const found = folders.flatMap((folder) => garbageIn(folder, wanted, Date.now()));
  const remove = flags.yes === true;
  if (remove) for (const { path } of found) rmSync(path, { recursive: true, force: true });
  const bytes = found.reduce((sum, one) => sum + one.bytes, 0);
  if (flags.json === true) {
    say(JSON.stringify({ removed: remove, bytes, found }, null, 2));
    return 0;
  }
  for (const why of WHYS) {
    const own = found.filter((one) => one.why === why);
    if (own.length > 0) say(`${bold(NOUNS[why])}: ${own.length}, ${sizeText(own)}`);
    for (const { path } of own.slice(0, SHOWN)) say(`  ${nearby(path)}`);
    if (own.length > SHOWN) say(`  … and ${own.length - SHOWN} more (--json lists them)`);
  }
  if (found.length === 0) say('Nothing to remove: every record is in a plan.');
  else if (remove) say(`Removed ${sizeText(found)}.`);
  else say(`${sizeText(found)} in all. Nothing is removed without --yes.`);
  return 0;
}

/** Names of runs in the plan of a folder, its controls among them, and the version of the code that they are named by. */
function plannedIn(folder: string): {
  readonly ids: readonly string[];
  readonly code?: string | undefined;
} {
  try {
    const { runs, controlRuns, code } = existingStore(folder).readExperiment();
    return { ids: [...runs, ...controlRuns].map(({ id }) => id), code };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${folder}/experiment.json cannot be read (${reason(error)}), so that nobody knows which runs are needed; flowlab run writes it again`,
    );
  }
}

/** Paths of one kind that the terminal shows. */
const SHOWN = 5;

const WHYS = ['draft', 'checkpoint', 'superseded', 'not planned'] as const satisfies readonly Why[];

const NOUNS: Readonly<Record<Why, string>> = {
  draft: 'Drafts of runs that were stopped',
  checkpoint: 'Checkpoints of runs that are done, no longer planned, or of other code',
  superseded: 'Records of planned runs by other code, engine or data',
  'not planned': 'Records of runs that are in no plan any more',
};

const sizeText = (all: readonly Garbage[]): string =>
  `${significant(all.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6)} MB`;

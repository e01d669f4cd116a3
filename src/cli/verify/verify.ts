import { join, relative, resolve } from 'node:path';
import process from 'node:process';
import { InputError } from '../../core/error.ts';
import { readCollection } from '../../lab/collection/collection.ts';
import type { BudgetName } from '../../lab/experiment/claim/budget.ts';
import { bundledExperiments, cores } from '../host/environment.ts';
import { scaleOf } from '../host/expectation.ts';
import {
  claimsFolder,
  type Filter,
  filtered,
  isFiltered,
  recordsOfClaims,
  seedsSuffix,
} from '../shared/claims-folder.ts';
import { bold, note, say } from '../shared/output.ts';
import { quoted } from '../shared/quoted.ts';
import { costsOf, costsText } from './costs.ts';

export interface VerifyFlags extends Filter {
  readonly quick?: boolean | undefined;
  readonly long?: boolean | undefined;
  readonly seedsFrom?: number | undefined;
  readonly jobs?: number | undefined;
  readonly queue?: string | undefined;
  readonly engine?: string | undefined;
  readonly out?: string | undefined;
  readonly runs?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly strict?: boolean | undefined;
}

/**
 * Runs the claims of a folder and writes their scorecard; returns the exit code: 2 where a file could not be read, 1 where runs
 * failed, or `strict` asks that all be supported and they are not.
 */
export async function verify(asked: string | undefined, flags: VerifyFlags): Promise<number> {
  const budget = budgetOf(flags);
  const folder = claimsFolder(asked, bundledExperiments);
  const { seedsFrom } = flags;
  const collection = filtered(readCollection(folder, budget, seedsFrom), flags);
  const runsDir = recordsOfClaims(flags.runs, folder, seedsFrom);
  const here = { scale: scaleOf(flags.engine), lanes: flags.jobs ?? cores() };
  const costs = costsOf(collection, budget, runsDir, here);
  if (flags.dryRun === true) {
    if (flags.json === true) say(JSON.stringify({ budget, ...costs }, null, 2));
    else for (const line of costsText(costs, budget)) say(line);
    return collection.unreadable.length > 0 ? 2 : 0;
  }
  const quiet = flags.json === true;
  if (!quiet) for (const line of costsText(costs, budget)) note(line);
  const outName = isFiltered(flags) ? `${collection.name}-only` : collection.name;
  const ofSeeds = seedsFrom === undefined ? '' : seedsSuffix(seedsFrom);
  const outDir = resolve(flags.out ?? join('reports', `${outName}${ofSeeds}`));
  const { compute } = await import('./compute.ts');
  const { writeScorecard } = await import('../../report/scorecard/write-scorecard.ts');
  const { scorecardJson } = await import('../../report/scorecard/scorecard-json.ts');
  const { scorecardText } = await import('./scorecard-text.ts');
  const card = await compute(collection, {
    ...{ budget, runsDir, outDir, quiet, command: commandLine(asked, flags) },
    ...{ engine: flags.engine, jobs: flags.jobs, queue: flags.queue, seedsFrom },
  });
  if (!quiet) note('Drawing the report …');
  const files = await writeScorecard(card, outDir);
  const json = scorecardJson(card);
  if (quiet) say(JSON.stringify({ outDir, files, ...json }, null, 2));
  else {
    for (const line of scorecardText(card)) say(line);
    say(`\nReport: ${bold(join(relative('.', outDir) || '.', 'index.html'))}`);
  }
  if (collection.unreadable.length > 0) return 2;
  const failed =
    json.unscored.length > 0 || json.claims.some(({ failures }) => failures.length > 0);
  const met = json.claims.every(
    ({ verdict, control }) =>
      (verdict === 'supported' || verdict === 'measured') && [null, 'passed'].includes(control),
  );
  return failed || (flags.strict === true && !met) ? 1 : 0;
}

function budgetOf({ quick, long }: VerifyFlags): BudgetName {
  if (quick === true && long === true)
    throw new InputError('--quick and --long: choose one, or neither for the default budget');
  return quick === true ? 'quick' : long === true ? 'long' : 'default';
}

/** The command that computes the same again, quoted for a shell. */
function commandLine(folder: string | undefined, flags: VerifyFlags): string {
  const { quick, long, only, text, section, seedsFrom } = flags;
  const engine = flags.engine ?? (process.env.FLOWLAB_ENGINE || undefined);
  const valued = Object.entries({ 'seeds-from': seedsFrom, only, text, section, engine });
  return quoted([
    ...['flowlab', 'verify', ...(folder === undefined ? [] : [folder])],
    ...(quick === true ? ['--quick'] : long === true ? ['--long'] : []),
    ...valued.flatMap(([key, value]) => (value === undefined ? [] : [`--${key}`, String(value)])),
  ]);
}

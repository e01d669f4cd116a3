import { join, relative, resolve } from 'node:path';
import { reason } from '../../core/error.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Store } from '../../lab/records/store.ts';
import { sentenceOf } from '../../report/findings/finding.ts';
import { findingsJson } from '../../report/findings/findings-json.ts';
import { answerOf, controlSentence } from '../../report/page/claim-text.ts';
import { writeReport } from '../../report/page/report.ts';
import { seedsOf } from '../../report/predictions/known.ts';
import { pickRuns } from '../../report/predictions/pick-runs.ts';
import { type Subset, subsetText } from '../../report/predictions/subset.ts';
import { findChromium } from '../shared/chromium.ts';
import { datesIn, keepSeen } from '../shared/dates.ts';
import { finishedRuns } from '../shared/finished-runs.ts';
import { bold, dim, note, say } from '../shared/output.ts';
import { quoted } from '../shared/quoted.ts';
import { mergedRecords } from './merged-records.ts';
import { printPdf } from './print-pdf.ts';

export interface ReportFlags {
  readonly out?: string | undefined;
  readonly runs: string;
  /** Folders of records in the place of `runs`. */
  readonly merge?: readonly string[] | undefined;
  readonly where?: string | undefined;
  readonly json?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly pdf?: boolean | undefined;
}

/** Draws the report of an experiment's finished runs from their records; returns the exit code. */
export async function report(nameOrFolder: string, flags: ReportFlags): Promise<number> {
  const { where, merge } = flags;
  const records =
    merge === undefined
      ? finishedRuns(nameOrFolder, flags.runs)
      : mergedRecords(nameOrFolder, merge);
  const { store, experiment, runs: all, controlRuns, planned, command: computed } = records;
  const runs =
    where === undefined
      ? all
      : pickRuns(experiment, all, { picks: 'runs', from: '--where', condition: where });
  const subset =
    where === undefined || runs.length === all.length
      ? undefined
      : { where, runs: runs.length, of: all.length };
  const name = subset === undefined ? experiment.id : `${experiment.id}-where`;
  const outDir = resolve(flags.out ?? join('reports', name));
  const command =
    subset === undefined
      ? computed
      : `${computed}\n${quoted(['flowlab', 'report', nameOrFolder, '--where', subset.where])}`;
  if (all.length < planned)
    note(`${planned - all.length} of ${planned} runs are not finished; the report leaves them out`);
  return reportOn({
    ...{ experiment, runs, controlRuns, subset, outDir, command, store },
    ...{ json: flags.json, strict: flags.strict, pdf: flags.pdf },
  });
}

/**
 * Writes the report and says what it found and where it lies; returns the exit code: 1 where `strict` asks that what is
 * predicted be supported and it is not, 2 where a figure that the experiment asks for cannot be drawn.
 */
export async function reportOn(input: {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
  /** Runs of its controls that are none of its own. */
  readonly controlRuns: readonly Run[];
  /** Where the runs were picked from those that are finished. */
  readonly subset?: Subset | undefined;
  readonly outDir: string;
  readonly command: string;
  /** The records of the runs, which remember what was predicted when. */
  readonly store: Pick<Store, 'stated' | 'saw'>;
  readonly json?: boolean | undefined;
  readonly strict?: boolean | undefined;
  /** Whether it is also printed, as report.pdf. */
  readonly pdf?: boolean | undefined;
}): Promise<number> {
  const { experiment, runs, controlRuns, subset, outDir, command, store } = input;
  const stated = datesIn(store);
  const { files, missing, findings, answers } = await writeReport({
    ...{ experiment, runs, controlRuns, subset, stated, outDir, command },
    ...(input.pdf === true ? { print: printer() } : {}),
  });
  const kept = subset !== undefined || keepSeen(store, experiment, seedsOf(runs));
  const { claim, verdicts, evidence, controls } = answers;
  const met = claim === undefined || claim === 'supported' || claim === 'measured';
  for (const why of missing) note(why);
  const code = missing.length > 0 ? 2 : !kept || (input.strict === true && !met) ? 1 : 0;
  if (input.json === true) {
    const found = findingsJson(findings);
    const predictions = verdicts.map((one, i) => ({ ...one, evidence: evidence[i] }));
    const told = { outDir, files, missing, subset, claim, predictions, controls, ...found };
    say(JSON.stringify(told, null, 2));
    return code;
  }
  if (subset !== undefined) say(`\n${subsetText(subset, answers)}`);
  if (claim !== undefined) say(`\n${bold('Predictions')}\n  ${answerOf(claim, verdicts)}`);
  for (const { sentence } of verdicts) say(`  • ${sentence}`);
  for (const one of controls) say(`  • ${sentenceOf(controlSentence(one))}`);
  if (claim === undefined && findings.headline.length > 0) {
    say(`\n${bold('In short')}`);
    for (const finding of findings.headline) say(`  • ${sentenceOf(finding)}`);
  }
  for (const { heading, findings: all } of findings.sections) {
    const own = claim === undefined ? all.filter((one) => !findings.headline.includes(one)) : all;
    if (own.length === 0) continue;
    say(`\n${bold(heading)}`);
    for (const finding of own.slice(0, SHOWN)) say(`  • ${sentenceOf(finding)}`);
    const rest = own.length - SHOWN;
    if (rest > 0) say(dim(`  … and ${rest} more in the report`));
  }
  say(`\nReport: ${bold(join(relative('.', outDir) || '.', 'index.html'))} (${runs.length} runs)`);
  return code;
}

/** Prints a page where a Chromium is found; else says what is missing, and the rest of the report is written all the same. */
function printer(): (html: string) => Promise<Uint8Array | undefined> {
  const chromium = findChromium();
  return async (html) => {
    if (chromium === undefined) {
      note(
        'report.pdf is not written: there is no Chromium; install one, or set CHROME_PATH to its path',
      );
      return undefined;
    }
    try {
      return await printPdf(chromium, html);
    } catch (error) {
      note(`report.pdf is not written: ${reason(error)}`);
      return undefined;
    }
  };
}

/** Sentences of a section that the terminal shows. */
const SHOWN = 2;

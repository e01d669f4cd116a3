import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { existingStore } from '../../lab/records/store.ts';
import { sentenceOf } from '../../report/findings/finding.ts';
import { findingsJson } from '../../report/findings/findings-json.ts';
import { writeReport } from '../../report/page/report.ts';
import { bold, dim, note, say } from '../shared/output.ts';

export interface ReportFlags {
  readonly out?: string | undefined;
  readonly runs: string;
  readonly json?: boolean | undefined;
}

/** Draws the report of an experiment's finished runs from their records; returns the exit code. */
export async function report(name: string, flags: ReportFlags): Promise<number> {
  const folder = existsSync(join(name, 'experiment.json')) ? name : join(flags.runs, name);
  const store = existingStore(resolve(folder));
  const { experiment, runs: planned, command } = store.readExperiment();
  const runs = planned.filter(({ id }) => store.has(id)).map(({ id }) => store.read(id));
  const outDir = resolve(flags.out ?? join('reports', experiment.id));
  if (runs.length < planned.length)
    note(
      `${planned.length - runs.length} of ${planned.length} runs are not finished; the report leaves them out`,
    );
  await reportOn({
    experiment,
    runs,
    outDir,
    command,
    json: flags.json,
  });
  return 0;
}

/** Writes the report and says what it found and where it lies. */
export async function reportOn(input: {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
  readonly outDir: string;
  readonly command: string;
  readonly json?: boolean | undefined;
}): Promise<void> {
  const { experiment, runs, outDir, command } = input;
  const { files, findings } = await writeReport({ experiment, runs, outDir, command });
  if (input.json === true) {
    say(JSON.stringify({ outDir, files, ...findingsJson(findings) }, null, 2));
    return;
  }
  for (const { heading, findings: own } of findings.sections) {
    say(`\n${bold(heading)}`);
    for (const finding of own.slice(0, SHOWN)) say(`  • ${sentenceOf(finding)}`);
    const rest = own.length - SHOWN;
    if (rest > 0) say(dim(`  … and ${rest} more in the report`));
  }
  say(`\nReport: ${bold(join(relative('.', outDir) || '.', 'index.html'))} (${runs.length} runs)`);
}

/** Sentences of a section that the terminal shows. */
const SHOWN = 2;

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { significant } from '../../core/format.ts';
import { existingStore } from '../../lab/records/store.ts';
import {
  type KeyDifference,
  provenanceDifferences,
} from '../../report/comparison/key-differences.ts';
import { deviations } from '../../report/comparison/reproduction.ts';
import { chooseEngine } from '../host/choose-engine.ts';
import { prepareRuns } from '../host/prepare-runs.ts';
import { interruptible } from '../run/interruptible.ts';
import { progress } from '../run/progress.ts';
import { filesThatDiffer } from '../shared/files-that-differ.ts';
import { bold, note, say } from '../shared/output.ts';
import { type FoundRun, runNamed } from '../shared/run-named.ts';

interface ReproduceFlags {
  readonly runs: string;
  readonly engine?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Computes a run again, on as many threads as suit this machine; returns the exit code: 0 where its bytes agree but for seconds, 1 where some do not. */
export async function reproduce(name: string, flags: ReproduceFlags): Promise<number> {
  const before = runNamed(name, flags.runs);
  if (before === undefined)
    throw new InputError(`no run below ${flags.runs} is called ${name}; flowlab runs lists them`);
  const root = mkdtempSync(join(tmpdir(), 'flowlab-reproduce-'));
  try {
    const after = await again(before, root, flags);
    const same = before.run.id === after.run.id;
    const files = filesThatDiffer(before.folder, after.folder);
    const far = deviations(before.run, after.run);
    const by = provenanceDifferences([before.run], [after.run]);
    if (flags.json === true) {
      const told = { run: before.run.id, agrees: files.length === 0, sameName: same, files };
      say(JSON.stringify({ ...told, deviations: far, computedBy: by }, null, 2));
      return files.length === 0 ? 0 : 1;
    }
    if (files.length === 0)
      say(`${bold(before.run.id)}: every byte comes out the same, but for seconds`);
    else
      say(
        `${bold(before.run.id)}: ${files.join(', ')} ${files.length === 1 ? 'differs' : 'differ'}`,
      );
    for (const { number, relative } of far.slice(0, SHOWN))
      say(
        Number.isFinite(relative)
          ? `  ${number}: apart by up to ${significant(relative)} of its size`
          : `  ${number}: one has a number where the other has none`,
      );
    if (far.length > SHOWN) say(`  … and ${far.length - SHOWN} more numbers (--json lists them)`);
    for (const line of whatDiffers(by, same)) say(line);
    return files.length === 0 ? 0 : 1;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function again({ run }: FoundRun, root: string, flags: ReproduceFlags): Promise<FoundRun> {
  const { engine, threads } = run.manifest;
  const choice = await chooseEngine(flags.engine ?? engine.name);
  const id = 'again';
  const experiment = { id, title: run.id, question: 'Do the bytes agree?', specs: [run.spec] };
  const prepared = await prepareRuns(experiment, {
    ...{ engine: choice, runsDir: root, command: `flowlab reproduce ${run.id}`, jobs: 1 },
    ...{ source: join(root, 'again.yaml'), log: note },
    ...(choice.name === 'native' && { intraOp: threads.intraOp }),
  });
  const outcome = await interruptible((signal) => {
    const shown = progress(flags.json === true);
    return prepared.run({ signal, onEvent: shown.show }).finally(shown.stop);
  });
  const [found] = outcome.runs;
  if (found === undefined)
    throw new InputError(
      `${run.id} cannot be computed here: ${outcome.failures[0]?.message ?? 'nothing was computed'}`,
    );
  return { run: existingStore(join(root, id)).read(found.id), folder: join(root, id, found.id) };
}

/** Numbers that the terminal shows. */
const SHOWN = 8;

/** What may be behind a difference: the name of a run tells whether code, engine and data are those of before. */
function whatDiffers(by: readonly KeyDifference[], same: boolean): readonly string[] {
  const list = (values: readonly string[]) => values.join(', ').replaceAll('"', '') || 'none';
  const rows = by.map(({ key, a, b }) => `  ${key}: ${list(a)} then, ${list(b)} now`);
  const named = same
    ? 'Code, engine and data are those of the record.'
    : 'The code that affects numbers, the engine or the data is not that of the record: the run has another name now.';
  return [named, ...(rows.length > 0 ? ['Computed by', ...rows] : [])];
}

import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { imageCache } from '../../lab/data/image-cache.ts';
import { runId } from '../../lab/experiment/run-id.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { checkedSpec } from '../../lab/experiment/run-spec-file.ts';
import { connect } from '../../lab/queue/connection.ts';
import type { Kin } from '../../lab/queue/kin.ts';
import { type Party, partiesText } from '../../lab/queue/parties.ts';
import { serve } from '../../lab/queue/serve.ts';
import { writable } from '../../lab/records/store.ts';
import { compilesByXla } from '../../lab/run/xla.ts';
import type { Report } from '../../lab/runner/messages.ts';
import { preflight } from '../../lab/runner/preflight.ts';
import { chooseEngine } from '../host/choose-engine.ts';
import { cacheDir, childEntry, cores, dataPlaces, workerEnvironment } from '../host/environment.ts';
import { numericalSettings, stillborn } from '../host/prepare-runs.ts';
import { kinHere, queueChoice } from '../host/queue.ts';
import { interruptible } from '../run/interruptible.ts';
import { complain, note } from '../shared/output.ts';
import { runTitle } from '../shared/run-title.ts';

interface WorkerFlags {
  readonly queue: string;
  readonly jobs?: number | undefined;
  readonly engine?: string | undefined;
  readonly runs?: string | undefined;
  readonly lostAfter?: number | undefined;
  readonly giveUp?: number | undefined;
}

/** Seconds without a sign of life after which a worker is lost, unless the command says otherwise. */
const LOST_AFTER = 30;

/** Computes runs from a queue until it is stopped; returns the exit code. */
export async function worker(flags: WorkerFlags): Promise<number> {
  const { address, giveUp } = queueChoice(flags.queue, flags.giveUp);
  const runsDir = flags.runs === undefined ? undefined : resolve(flags.runs);
  if (runsDir !== undefined) writable(runsDir);
  const engine = await chooseEngine(flags.engine);
  // Threads come with each run.
  const env = workerEnvironment(1);
  const kin = kinHere(engine, env);
  const jobs = flags.jobs ?? cores();
  const [host, scratch] = [hostname(), scratchFolder()];
  const load = imageCache();
  note(`Engine: ${engine.name} ${engine.version}, code ${kin.code}, ${jobs} at a time`);
  note(
    runsDir === undefined
      ? `Records go to ${address.shown}; a run that another worker takes over begins anew`
      : `Records go to ${runsDir} where it is shared with who wants them, else to ${address.shown}`,
  );
  const connection = connect(address, { log: note, giveUp });
  await interruptible((signal) =>
    serve({
      ...{ connection, kin, env, host, scratch, jobs, signal },
      ...{ entry: childEntry('worker'), stillborn: stillborn(engine), places: dataPlaces() },
      ...(runsDir !== undefined && { runsDir }),
      lostAfter: flags.lostAfter ?? LOST_AFTER,
      checked: checkedSpec,
      async idHere(spec, own) {
        const { files, parameters } = await preflight([spec], dataPlaces(), note, load);
        return runId(
          spec,
          kin.code,
          `${engine.name} ${numericalSettings(engine, own, compilesByXla(spec, parameters(spec), engine.name))}`,
          files(spec),
        );
      },
      onTake: (spec) => note(`${runTitle(spec)}: taken`),
      onReport: tell,
      onParties: tellOfOthers(kin),
      log: note,
    }),
  ).finally(connection.close);
  return 0;
}

function tell(spec: RunSpec, report: Report): void {
  const name = runTitle(spec);
  if (report.kind === 'done') note(`${name}: ${report.ending}, ${report.seconds.toFixed(1)} s`);
  else if (report.kind === 'notice') note(`${name}: ${report.message}`);
  else if (report.kind === 'failed') complain(`${name}: failed: ${report.message}`);
}

/** Says that runs wait which this worker does not take, once for each state of that. */
function tellOfOthers(kin: Kin): (near: readonly Party[], far: readonly Party[]) => void {
  let last = '';
  return (_, far) => {
    const kins = [...new Set(far.map((one) => one.kin))].join('; ');
    if (kins !== '' && kins !== last)
      note(
        `Left alone: the runs of ${partiesText(far, 'runner')} with ${kins}; this worker has code ${kin.code}, ${kin.engine}`,
      );
    last = kins;
  };
}

/** Milliseconds after which what is left in the scratch folder is of no use to anybody. */
const OLD = 30 * 86_400_000;

/** Where this user's workers keep checkpoints, and records on their way; what is old there goes. */
function scratchFolder(): string {
  const folder = join(cacheDir(), 'worker');
  const checkpoints = join(folder, '.checkpoints');
  mkdirSync(checkpoints, { recursive: true });
  for (const path of [folder, checkpoints])
    for (const name of readdirSync(path)) {
      const found = statSync(join(path, name), { throwIfNoEntry: false });
      if (
        join(path, name) !== checkpoints &&
        found !== undefined &&
        Date.now() - found.mtimeMs > OLD
      )
        rmSync(join(path, name), { recursive: true, force: true });
    }
  return folder;
}

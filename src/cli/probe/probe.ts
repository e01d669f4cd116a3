import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import {
  askedOf,
  type ProbeFlags,
  type ProbeRequest,
  specOfFlags,
} from '../../lab/experiment/probe-request.ts';
import { probeNames } from '../../lab/probes/registry.ts';
import { fromJson, toJson } from '../../lab/records/json.ts';
import type { Failed, ProbeDone, ProbeJob } from '../../lab/runner/messages.ts';
import { runPool } from '../../lab/runner/pool.ts';
import { checkProbe, needingStart, type Probed, recordIn } from '../../lab/runner/probe-weights.ts';
import { chooseEngine } from '../shared/engine.ts';
import { dataPlaces, workerEntry, workerEnvironment } from '../shared/environment.ts';
import { note, say } from '../shared/output.ts';
import { print } from './probe-table.ts';

export interface ProbeCall extends ProbeFlags {
  readonly option?: readonly string[] | undefined;
  readonly engine?: string | undefined;
  readonly threads?: number | undefined;
  readonly json?: boolean | undefined;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
}

/** Measures weights in a file, or those of a run, and prints what they gave; returns the exit code. */
export async function probe(
  where: string,
  names: readonly string[],
  flags: ProbeCall,
): Promise<number> {
  if (names.length === 0) {
    throw new InputError(`name what to measure: ${probeNames.join(', ')}`);
  }
  const { request, ...by } = requestOf(where, names, flags);
  if (flags.out !== undefined) free(flags.out, flags.force === true);
  const places = dataPlaces();
  await checkProbe(request, places, note);
  const engine = await chooseEngine(flags.engine ?? by.engine);
  // A run's numbers have the order of sums that its threads gave them.
  const threads = flags.threads ?? by.threads ?? 1;
  const { probed, version } = await inProcess(
    { id: 'probe', engine: engine.name, request, places },
    threads,
  );
  const { data, network, loss, method, seed } = request.spec;
  const record = toJson({
    weights: resolve(request.weights),
    engine: { name: engine.name, version, threads },
    ...{ data, network, loss, method, seed },
    ...probed,
  });
  if (flags.out !== undefined) {
    writeFileSync(flags.out, record, { flag: flags.force === true ? 'w' : 'wx' });
    note(`Written: ${flags.out}`);
  }
  if (flags.json === true) say(record.trimEnd());
  else print(probed, request);
  return 0;
}

/** Probes in a child process: TensorFlow's threads are fixed at a process's start, and its chatter stays there. */
async function inProcess(
  job: ProbeJob,
  threads: number,
): Promise<{ readonly probed: Probed; readonly version: string }> {
  let answer: ProbeDone | Failed | undefined;
  await runPool<ProbeJob, ProbeDone>([job], {
    entry: workerEntry('prober'),
    size: 1,
    env: workerEnvironment(String(threads)),
    onReport: (report) => {
      answer = report;
    },
  });
  if (answer?.kind === 'probed') {
    return { probed: fromJson(answer.text) as Probed, version: answer.version };
  }
  throw new (answer?.input === true ? InputError : Error)(
    answer?.message ?? 'the probe was stopped',
  );
}

interface Found {
  readonly request: ProbeRequest;
  readonly engine?: string;
  readonly threads?: number;
}

function requestOf(where: string, names: readonly string[], flags: ProbeCall): Found {
  const options = flags.option ?? [];
  const found = statSync(where, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new InputError(`${where} does not exist: give an .npz file, or the folder of a run`);
  }
  if (found.isDirectory()) {
    const idle = OWN.filter((flag) => flags[flag] !== undefined && flags[flag] !== true);
    if (idle.length > 0) {
      throw new InputError(
        `--${idle[0] === 'centre' ? 'no-centre' : idle[0]} is not used: the run in ${where} has its own; drop it`,
      );
    }
    const { spec, manifest, weights } = recordIn(where);
    return {
      request: { weights, spec, asked: askedOf(names, options, spec.measure) },
      engine: manifest.engine.name,
      threads: manifest.threads.intraOp,
    };
  }
  if (!where.endsWith('.npz')) {
    throw new InputError(`${where} is no .npz: save the weights with numpy.savez`);
  }
  const asked = askedOf(names, options);
  const request = { weights: where, ...specOfFlags(where, flags), asked };
  const [needing] = needingStart(asked);
  if (needing !== undefined && flags.initial === undefined) {
    throw new InputError(
      `${needing} needs the weights that training began from: give them with --initial start.npz`,
    );
  }
  return { request };
}

/** What a run's folder says itself. */
const OWN = [
  ...(['dataset', 'path', 'train', 'test', 'centre', 'network', 'loss', 'method'] as const),
  ...(['seed', 'initial', 'set'] as const),
];

/** Throws InputError unless a file can be made at `path`. */
function free(path: string, force: boolean): void {
  if (existsSync(path) && !force) {
    throw new InputError(`${path} exists: choose another file, or overwrite it with --force`);
  }
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch {
    throw new InputError(`cannot write to ${dirname(resolve(path))}; choose another file`);
  }
}

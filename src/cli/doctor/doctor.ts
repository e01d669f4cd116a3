import { cpus, freemem, totalmem } from 'node:os';
import process from 'node:process';
import { compiledCode, tfjsVersion } from '../../engine/backend.ts';
import { engineNames } from '../../engine/name.ts';
import { bytesIn, MOST_COMPILED } from '../../engine/native/xla-cache.ts';
import { dataStatus } from '../../lab/data/status.ts';
import { flowlabVersion } from '../../lab/records/provenance.ts';
import { damageNow, engineAtHand, gpuNow, nativeNow, UNTRIED } from '../host/choose-engine.ts';
import {
  bundledExperiments,
  cacheDir,
  cores,
  dataPlaces,
  workerEnvironment,
} from '../host/environment.ts';
import { say } from '../shared/output.ts';

/** Says which engine is in use, what it runs on, which data are there, and what to do about the rest. */
export async function doctor({ json }: { readonly json?: boolean | undefined }): Promise<number> {
  const native = nativeNow();
  const damaged = await damageNow();
  const forced = process.env.FLOWLAB_ENGINE;
  const data = dataStatus(dataPlaces());
  const compiled = compiledCode(cacheDir());
  const env = workerEnvironment(Number(process.env.TF_NUM_INTEROP_THREADS || 1));
  const facts = {
    engine: forced || (native.ready ? 'native' : 'wasm'),
    engineBecause: forced
      ? forcedBecause(forced)
      : native.ready
        ? 'native TensorFlow is set up'
        : 'native TensorFlow is not set up',
    native,
    devices: await devices(),
    damaged: damaged.map(({ file }) => file),
    flowlab: flowlabVersion(),
    tfjs: tfjsVersion,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cores(),
    threadsPerWorker: { intraOp: env.TF_NUM_INTRAOP_THREADS, interOp: env.TF_NUM_INTEROP_THREADS },
    memory: { totalGiB: gib(totalmem()), freeGiB: gib(freemem()) },
    cache: cacheDir(),
    compiledCode: { folder: compiled, bytes: bytesIn(compiled) },
    experiments: bundledExperiments,
    data,
  };
  if (json === true) {
    say(JSON.stringify(facts, null, 2));
    return 0;
  }
  say(`Engine     ${facts.engine} (${facts.engineBecause})`);
  say(
    `TensorFlow ${native.ready ? `${native.library ?? 'as packaged'}, ${native.how}${native.path === null ? '' : ` from ${native.path}`}` : 'not set up'}`,
  );
  for (const sentence of native.missing) say(`           ${sentence}`);
  for (const { file } of damaged)
    say(`           ${file} is damaged, by its SHA-256. To mend it: flowlab setup`);
  if (!native.ready) say('           To set it up: flowlab setup');
  say('           Whether it computes right here: flowlab selftest');
  say(`Versions   flowlab ${facts.flowlab}, TensorFlow.js ${facts.tfjs}`);
  say(`Node       ${facts.node}, ${facts.platform}`);
  say(
    `Processor  ${facts.cpu}, ${facts.cores} cores; ${cores()} runs at a time on ${env.TF_NUM_INTEROP_THREADS} thread each, or fewer on more where steps are large`,
  );
  say(`Devices    ${facts.devices.text}`);
  say(`Memory     ${facts.memory.totalGiB} GiB, ${facts.memory.freeGiB} GiB free`);
  say(`Cache      ${facts.cache}`);
  say(
    `XLA        keeps what it compiles in ${compiled}: ${(facts.compiledCode.bytes / 1e6).toFixed(1)} MB, kept below ${MOST_COMPILED / 1e6}; it may be deleted`,
  );
  for (const d of data)
    say(`Data       ${d.name}: ${d.found ? `found, ${d.where}` : `not found; ${d.remedy}`}`);
  return 0;
}

const forcedBecause = (name: string): string =>
  engineNames.some((known) => known === name)
    ? 'FLOWLAB_ENGINE is set'
    : `FLOWLAB_ENGINE is set, but no engine has that name: choose one of ${engineNames.join(', ')}`;

const gib = (bytes: number): number => Math.round((bytes / 2 ** 30) * 10) / 10;

/** What TensorFlow finds to compute on: it tells whether there is a GPU, and computes on the first one. */
async function devices(): Promise<{ readonly gpu: boolean; readonly text: string }> {
  const { ready, library } = gpuNow();
  if (!ready)
    return {
      gpu: false,
      text: `the processor; TensorFlow for GPUs is not set up: flowlab setup --engine gpu. ${UNTRIED}`,
    };
  try {
    await engineAtHand('gpu');
    return { gpu: true, text: `the processor, and a GPU with --engine gpu. ${UNTRIED}` };
  } catch {
    return {
      gpu: false,
      text: `the processor; TensorFlow ${library ?? ''} for GPUs is set up and finds no GPU`,
    };
  }
}

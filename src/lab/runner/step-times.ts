import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../core/canonical-json.ts';
import { digest } from '../experiment/digest.ts';
import { kindOf as kindAt, readRegular } from '../records/regular-file.ts';
import type { StepTimes } from '../records/threads.ts';
import { kindOf, type Load } from './choose-threads.ts';
import type { Timed, TimeJob } from './messages.ts';
import { type PoolOptions, runPool } from './pool.ts';

/** What the gain from more threads depends on, beside the work of a step. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Name and version. */
  readonly engine: string;
}

type Measure = (load: Load, threads: number) => Promise<StepTimes | undefined>;

/**
 * A measurement made once on each machine for each kind of network, number of threads and power of two
 * of work; the answers lie in `folder`.
 *
 * Undefined where they cannot be kept: an answer that may differ next time would rename runs.
 */
export const timesOnce =
  (folder: string, machine: Machine, measure: Measure): Measure =>
  async (load, threads) => {
    const network = kindOf(load.spec);
    const { precision } = load.spec;
    const about = {
      ...{ ...machine, threads, network, log2Work: Math.floor(Math.log2(load.work)) },
      ...(precision && { precision }),
    };
    const name = digest(canonicalJson(about));
    const file = join(folder, `${name}.json`);
    const known = readTimes(file);
    if (known !== undefined) return known;
    try {
      if (!['nothing', 'a file'].includes(kindAt(file).kind)) return undefined;
      mkdirSync(folder, { recursive: true });
      // Empty, it is not yet an answer; but where it cannot be made, none could be kept.
      writeFileSync(file, '', { flag: 'a' });
    } catch {
      return undefined;
    }
    const times = await measure(load, threads);
    // Somebody who measured at the same time and was first is right.
    const first = readTimes(file);
    if (first !== undefined || times === undefined) return first;
    try {
      writeFileSync(file, `${JSON.stringify({ ...about, ...times }, null, 2)}\n`);
    } catch {
      return undefined;
    }
    return times;
  };

function readTimes(file: string): StepTimes | undefined {
  try {
    const { threads, one, many } = JSON.parse(readRegular(file).toString('utf8')) as StepTimes;
    const isAnswer = Number.isInteger(threads) && Number.isFinite(one) && Number.isFinite(many);
    return isAnswer && one > 0 && many > 0 ? { threads, one, many } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Times steps of a spec in two processes, one after the other, since threads are fixed at a process's
 * start. Undefined where either process fails, as the run itself then will.
 */
export async function timeSteps(
  job: TimeJob,
  threads: number,
  entry: string,
  environment: (threads: number) => PoolOptions<Timed>['env'],
): Promise<StepTimes | undefined> {
  const seconds = async (count: number): Promise<number | undefined> => {
    let found: number | undefined;
    await runPool<TimeJob, Timed>([job], {
      entry,
      size: 1,
      env: environment(count),
      onReport: (report) => {
        if (report.kind === 'timed') found = report.seconds;
      },
    });
    return found;
  };
  const one = await seconds(1);
  const many = one === undefined ? undefined : await seconds(threads);
  return one === undefined || many === undefined ? undefined : { threads, one, many };
}

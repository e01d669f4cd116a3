import process from 'node:process';
import type { Shard } from '../../lab/costs/shard.ts';
import { quoted } from '../shared/quoted.ts';

/** The options of `flowlab run`. */
export interface RunFlags {
  readonly set?: readonly string[] | undefined;
  readonly seeds?: number | undefined;
  readonly budget?: string | undefined;
  /** False: the controls are left out. */
  readonly controls?: boolean | undefined;
  /** What of the grid is computed, not what comes out: no part of the command either. */
  readonly shard?: Shard | undefined;
  readonly jobs?: number | undefined;
  readonly threads?: number | undefined;
  /** Seconds; of the speed of recovery alone, so that it is no part of the command that computes the same again. */
  readonly checkpoint?: number | undefined;
  readonly engine?: string | undefined;
  /** Address of a queue; where runs are computed is no part of the command that computes the same again, and it may hold a password. */
  readonly queue?: string | undefined;
  /** Seconds. */
  readonly giveUp?: number | undefined;
  readonly out?: string | undefined;
  readonly runs: string;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly pdf?: boolean | undefined;
}

/** The command that computes the same again, quoted for a shell. */
export function commandLine(
  name: string,
  { set, seeds, budget, controls, engine, threads }: RunFlags,
): string {
  const asked = engine ?? (process.env.FLOWLAB_ENGINE || undefined);
  const words = [
    ...['flowlab', 'run', name],
    ...(budget === undefined ? [] : ['--budget', budget]),
    ...(controls === false ? ['--no-controls'] : []),
    ...(set ?? []).flatMap((s) => ['--set', s]),
    ...(seeds === undefined ? [] : ['--seeds', String(seeds)]),
    ...(asked === undefined ? [] : ['--engine', asked]),
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
  ];
  return quoted(words);
}

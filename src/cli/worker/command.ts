import type { Command } from '@commander-js/extra-typings';
import { count, seconds } from '../shared/arguments.ts';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab worker`. */
export const defineWorker = (program: Command): void =>
  void program
    .command('worker')
    .description('compute runs that flowlab run or verify puts into a queue, on any machine')
    .requiredOption(
      '--queue <url>',
      'a Redis or Valkey, redis://host:6379 (password also in FLOWLAB_QUEUE_PASSWORD)',
    )
    .option('--jobs <n>', 'runs at a time (default: one per core)', count)
    .option(
      '--engine <name>',
      'native, wasm or gpu (default: native if it can be had; also FLOWLAB_ENGINE)',
    )
    .option(
      '--runs <dir>',
      'folder of the records, where it is shared with those who want runs; without it records go through the queue',
    )
    .option(
      '--lost-after <seconds>',
      'time without a sign of life after which a worker is lost and its runs are taken by others (default: 30)',
      seconds,
    )
    .option(
      '--give-up <seconds>',
      'time after which a queue that cannot be reached is given up (default: 600)',
      seconds,
    )
    .action(async (flags) => exitWith((await import('./worker.ts')).worker(flags)));

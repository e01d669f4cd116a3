import type { Command } from '@commander-js/extra-typings';
import { count, repeated, seconds, shard, threadCount } from '../shared/arguments.ts';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab run`. */
export const defineRun = (program: Command): void =>
  void program
    .command('run')
    .description('run an experiment and draw its report')
    .argument(
      '<experiment>',
      'a bundled experiment, such as quickstart, or the path of a .yaml file',
    )
    .option(
      '--set <key=value>',
      'change one entry of the file, e.g. data.train=1000; may be repeated',
      repeated,
    )
    .option('--seeds <n>', 'number of seeds', count)
    .option(
      '--budget <name>',
      'quick, default or long: run it with less or more time, as the budgets of its file say',
    )
    .option('--no-controls', 'leave out the controls of its predictions')
    .addOption(
      program
        .createOption(
          '--shard <i/n>',
          'compute the i-th of n parts of the grid and draw no report; flowlab report --merge puts them together',
        )
        .argParser(shard)
        .conflicts(['out', 'pdf', 'strict']),
    )
    .option('--jobs <n>', 'runs at a time (default: one per core)', count)
    .option(
      '--threads <n>',
      'threads of each run (default: one, or for few large runs as many as there are cores for)',
      threadCount,
    )
    .option(
      '--checkpoint <seconds>',
      'time from one checkpoint of a run to the next (default: 60, or as the file says)',
      seconds,
    )
    .option(
      '--engine <name>',
      'native, wasm or gpu (default: native if it can be had; also FLOWLAB_ENGINE)',
    )
    .option(
      '--queue <url>',
      'have the runs computed by flowlab workers: a Redis or Valkey, redis://host:6379 (password also in FLOWLAB_QUEUE_PASSWORD)',
    )
    .option(
      '--give-up <seconds>',
      'time after which a queue that cannot be reached is given up (default: 600)',
      seconds,
    )
    .option('--out <dir>', 'folder of the report (default: reports/<experiment>)')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .option('--pdf', 'print the report as report.pdf too, where there is a Chromium')
    .option('--dry-run', 'list the runs and stop')
    .option('--json', 'print the result as JSON')
    .option('--strict', 'end with 1 unless what is predicted is supported')
    .action(async (name, flags) => exitWith((await import('./run.ts')).run(name, flags)));

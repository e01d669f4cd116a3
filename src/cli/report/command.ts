import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab report`. */
export const defineReport = (program: Command): void =>
  void program
    .command('report')
    .description('draw the report of an experiment from the records of its runs')
    .argument('<experiment>', 'name of an experiment, its file, or a folder of records')
    .option('--out <dir>', 'folder of the report (default: reports/<experiment>)')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .addOption(
      program
        .createOption(
          '--merge <folders...>',
          'folders of records to put together, of several shards or machines',
        )
        .conflicts('runs'),
    )
    .option(
      '--where <condition>',
      "report on these runs alone, e.g. 'method = sgd and batch <= 64', in reports/<experiment>-where",
    )
    .option(
      '--pdf',
      'print the page as report.pdf too, where there is a Chromium (CHROME_PATH, or on the path)',
    )
    .option('--json', 'print the result as JSON')
    .option('--strict', 'end with 1 unless what is predicted is supported')
    .action(async (name, flags) => exitWith((await import('./report.ts')).report(name, flags)));

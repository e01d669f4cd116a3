import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab runs`. */
export const defineRuns = (program: Command): void =>
  void program
    .command('runs')
    .description('list the runs on record, with what tells them apart and what was measured')
    .argument(
      '[experiment]',
      'name of an experiment, its file, or a folder of records (default: every experiment below --runs)',
    )
    .option('--where <condition>', "these runs alone, e.g. 'method=sgd batch<=16'")
    .option('--sort <column>', 'in the order of a column, e.g. lossGap')
    .option('--reverse', 'the largest first')
    .option('--measures <keys>', 'show these measures, e.g. trace,lossGap')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .option('--json', 'print every column as JSON, a run each')
    .action(async (name, flags) => exitWith((await import('./list.ts')).listRuns(name, flags)));

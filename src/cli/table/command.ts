import { type Command, Option } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab table`. */
export const defineTable = (program: Command): void =>
  void program
    .command('table')
    .description('print tables of an experiment for a paper, from the records of its runs')
    .argument('<experiment>', 'name of an experiment, its file, or a folder of records')
    .argument(
      '[names...]',
      'arms: means with intervals; pairs: arms against each other; predictions: with their verdicts (default: arms)',
    )
    .addOption(
      new Option('--format <format>', 'markdown, latex (booktabs), or csv with numbers in full')
        .choices(['markdown', 'latex', 'csv'] as const)
        .default('markdown' as const),
    )
    .option('--measures <keys>', 'these measures alone, e.g. trace,lossGap')
    .option('--where <condition>', "these runs alone, e.g. 'seed <= 3'")
    .option('--arms <condition>', "these arms alone, e.g. 'method = sgd and batch <= 64'")
    .option('--runs <dir>', 'folder of the records', 'runs')
    .option('--out <file>', 'write it there')
    .option('--force', 'overwrite the file of --out')
    .action(async (name, tables, flags) =>
      exitWith((await import('./table.ts')).table(name, tables, flags)),
    );

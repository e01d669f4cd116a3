import type { Command } from '@commander-js/extra-typings';
import { count, seed } from '../shared/arguments.ts';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab verify`. */
export const defineVerify = (program: Command): void =>
  void program
    .command('verify')
    .description('run every claim of a folder with its controls and print the scorecard')
    .argument('[folder]', 'a folder of claims (default: those that come with flowlab)')
    .option('--quick', 'at the quick budget of each file: minutes')
    .option('--long', 'at the long budget: hours; it can be stopped and gone on with')
    .option('--only <ids>', 'these claims alone, separated by commas')
    .option('--text <name>', 'claims on sentences of this text')
    .option('--section <name>', 'claims on sentences of this section')
    .option(
      '--seeds-from <n>',
      'as many other seeds, begun at n; records and report in folders of their own',
      seed,
    )
    .option('--jobs <n>', 'runs at a time (default: one per core)', count)
    .option(
      '--engine <name>',
      'native, wasm or gpu (default: native if it can be had; also FLOWLAB_ENGINE)',
    )
    .option('--queue <url>', 'have the runs computed by flowlab workers, as flowlab run does')
    .option('--out <dir>', 'folder of the report (default: reports/<folder>)')
    .option('--runs <dir>', 'folder of the records (default: runs/<folder>)')
    .option('--dry-run', 'say what it would cost and stop')
    .option('--json', 'print the result as JSON')
    .option('--strict', 'end with 1 unless every claim is supported and every control passed')
    .action(async (folder, flags) => exitWith((await import('./verify.ts')).verify(folder, flags)));

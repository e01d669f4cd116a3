import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab gc`. */
export const defineGc = (program: Command): void =>
  void program
    .command('gc')
    .description('find records that no report needs, and remove them with --yes')
    .argument('[experiments...]', 'names or folders of records (default: all below --runs)')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .option('--yes', 'remove what is found')
    .option('--json', 'print it as JSON')
    .action(async (names, flags) => exitWith((await import('./gc.ts')).gc(names, flags)));

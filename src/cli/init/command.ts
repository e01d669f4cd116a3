import type { Command } from '@commander-js/extra-typings';

/** `flowlab init`. */
export const defineInit = (program: Command): void =>
  void program
    .command('init')
    .description('start a folder of your own: an experiment to change, .gitignore and README')
    .argument('[folder]', 'where it goes; it is made if it is not there', '.')
    .action(async (folder) => (await import('./init.ts')).init(folder));

import type { Command } from '@commander-js/extra-typings';

/** `flowlab experiments`. */
export const defineExperiments = (program: Command): void =>
  void program
    .command('experiments')
    .description('list the experiments that come with flowlab, and those of a folder')
    .argument('[folder]', 'folder of experiment files', '.')
    .option('--json', 'print as JSON')
    .action(async (folder, flags) => (await import('./experiments.ts')).experiments(folder, flags));

import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab data list`, `flowlab data check` and `flowlab data fetch`. */
export function defineData(program: Command): void {
  const data = program.command('data').description('the datasets');
  data
    .command('list')
    .description('list the named datasets and whether each is at hand')
    .option('--json', 'print as JSON')
    .action(async (flags) => exitWith((await import('./list.ts')).list(flags)));
  data
    .command('check')
    .description('read a dataset and verify it')
    .argument('<name>', 'mnist, fashion-mnist, glyphs, idx, csv or npz')
    .argument('[path]', 'the file or folder, for idx, csv and npz')
    .action(async (name, path) => exitWith((await import('./check.ts')).check(name, path)));
  data
    .command('fetch')
    .description('download a dataset if it is not there, and verify it')
    .argument('<name>', 'fashion-mnist')
    .action(async (name) => exitWith((await import('./check.ts')).fetchAndCheck(name)));
}

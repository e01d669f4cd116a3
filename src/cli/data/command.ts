import type { Command } from '@commander-js/extra-typings';
import { datasetNames, fileDatasets, namedDatasets } from '../../problems/data/datasets.ts';
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
    .argument('<name>', either(datasetNames))
    .argument('[path]', `the file or folder, for ${either(fileDatasets)}`)
    .action(async (name, path) => exitWith((await import('./check.ts')).check(name, path)));
  data
    .command('fetch')
    .description('download a dataset if it is not there, and verify it')
    .argument('<name>', either(namedDatasets))
    .action(async (name) => exitWith((await import('./check.ts')).fetchAndCheck(name)));
}

/** `a, b or c`. */
const either = (names: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names);

import { type Command, Option } from '@commander-js/extra-typings';
import { datasetNames, fileDatasets, namedDatasets } from '../../problems/data/datasets.ts';
import { channelOrders, targetKinds } from '../../problems/data/images.ts';
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
    .addOption(new Option('--targets <kind>', 'what is to be learned').choices(targetKinds))
    .option('--columns <names>', 'of a csv: the columns of the targets, with commas between them')
    .addOption(
      new Option('--channels <order>', 'of an npz: the place of the channels').choices(
        channelOrders,
      ),
    )
    .action(async (name, path, { columns, ...reading }) =>
      exitWith(
        (await import('./check.ts')).check({
          ...{ name, path, ...reading },
          ...(columns !== undefined && { columns: columns.split(',') }),
        }),
      ),
    );
  data
    .command('fetch')
    .description('download a dataset if it is not there, and verify it')
    .argument('<name>', either(namedDatasets))
    .action(async (name) => exitWith((await import('./check.ts')).fetchAndCheck(name)));
}

/** `a, b or c`. */
const either = (names: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names);

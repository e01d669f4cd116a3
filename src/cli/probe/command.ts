import type { Command } from '@commander-js/extra-typings';
import { fileDatasets, namedDatasets } from '../../problems/data/datasets.ts';
import { repeated, threadCount } from '../shared/arguments.ts';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab probe`. */
export const defineProbe = (program: Command): void =>
  void program
    .command('probe')
    .description('measure weights saved by NumPy, or those of a run')
    .argument('[weights]', 'an .npz with one array per weight array, or the folder of a run')
    .argument('[measures...]', 'what to measure, such as trace sharpness; see --list')
    .option('--list', 'list the measures')
    .option(
      '--dataset <name>',
      `${namedDatasets.join(', ')}, or ${fileDatasets.join(', ')} with --path`,
    )
    .option('--path <path>', 'your own data')
    .option('--train <n>', 'training examples (default: 500)')
    .option('--test <n>', 'test examples (default: 2000)')
    .option('--no-centre', 'do not subtract the mean of each pixel')
    .option(
      '--network <layers>',
      'such as "784-32-32-10 tanh", "cnn 6-16 relu", or a mapping in YAML',
    )
    .option('--loss <name>', 'squared-error or cross-entropy (default: squared-error)')
    .option('--method <entry>', 'whose step is asked about, in YAML (default: gradient descent)')
    .option('--initial <file>', 'an .npz with the weights that training began from')
    .option('--precision <name>', 'single or double (default: that of the run, or single)')
    .option('--seed <n>', 'of the subset of the data and of all draws (default: 0)')
    .option('--set <key=value>', 'any other key of an experiment file; may be repeated', repeated)
    .option('--option <key=value>', 'e.g. trace.relativeError=0.01; may be repeated', repeated)
    .option('--threads <n>', 'threads (default: one, or those of the run)', threadCount)
    .option('--engine <name>', 'native, wasm or gpu (default: that of the run, or as for run)')
    .option('--out <file>', 'write the result there as JSON')
    .option('--force', 'overwrite the file of --out')
    .option('--json', 'print the result as JSON')
    .action(async (weights, measures, { list, ...flags }) => {
      if (list === true) (await import('./probe-table.ts')).listMeasures();
      else if (weights === undefined) program.error('name an .npz, or the folder of a run');
      else await exitWith((await import('./probe.ts')).probe(weights, measures, flags));
    });

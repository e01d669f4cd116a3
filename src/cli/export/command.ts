import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab export`. */
export const defineExport = (program: Command): void =>
  void program
    .command('export')
    .description('write the runs of an experiment for pandas, DuckDB, TensorBoard or NumPy')
    .argument('<experiment>', 'name of an experiment, its file, or a folder of records')
    .option('--format <list>', 'csv, parquet, tensorboard, npz', 'csv')
    .option('--where <condition>', "these runs alone, e.g. 'method=sgd batch<=16'")
    .option('--out <dir>', 'folder of the files (default: exports/<experiment>)')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .action(async (name, flags) => exitWith((await import('./export.ts')).exportRuns(name, flags)));

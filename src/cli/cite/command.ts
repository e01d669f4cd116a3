import { type Command, Option } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab cite`. */
export const defineCite = (program: Command): void =>
  void program
    .command('cite')
    .description('print how to cite flowlab, and what an experiment rests on')
    .argument('[experiment]', 'name of an experiment, its file, or a folder of records')
    .addOption(
      new Option('--format <format>', 'how references are written')
        .choices(['bibtex', 'text', 'cff'] as const)
        .default('bibtex' as const),
    )
    .option('--runs <dir>', 'folder of the records', 'runs')
    .option('--out <file>', 'write it there')
    .option('--force', 'overwrite the file of --out')
    .action(async (name, flags) => exitWith((await import('./cite.ts')).cite(name, flags)));

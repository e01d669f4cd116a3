import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab compare`. */
export const defineCompare = (program: Command): void =>
  void program
    .command('compare')
    .description(
      'say how two runs, or two experiments, differ: in keys, in numbers, in what computed them',
    )
    .argument('<a>', 'a run, by its name, the first digits of it, or its folder; or an experiment')
    .argument('<b>', 'what it is held against')
    .option('--measures <keys>', 'these measures alone, e.g. trace,lossGap')
    .option('--all', 'numbers that do not differ too')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .option('--json', 'print it as JSON')
    .action(async (a, b, flags) => exitWith((await import('./compare.ts')).compare(a, b, flags)));

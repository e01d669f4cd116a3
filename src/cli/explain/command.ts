import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab explain`. */
export const defineExplain = (program: Command): void =>
  void program
    .command('explain')
    .description('say what a key of an experiment file means, with values, default and an example')
    .argument('[key]', 'a key or the end of one: data.centre, sgd.batch, relativeError')
    .option('--json', 'print as JSON')
    .option('--markdown', 'print every key as the page docs/reference.md')
    .action(async (key, flags) => exitWith((await import('./explain.ts')).explain(key, flags)));

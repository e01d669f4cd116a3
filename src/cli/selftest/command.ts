import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab selftest`. */
export const defineSelftest = (program: Command): void =>
  void program
    .command('selftest')
    .description('check the engine on this machine against closed forms and sums in float64')
    .option('--engine <name>', 'native, wasm or gpu (default: as for run)')
    .option('--json', 'print the checks as JSON')
    .action(async (flags) => exitWith((await import('./selftest.ts')).selftest(flags)));

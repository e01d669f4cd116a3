import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab reproduce`. */
export const defineReproduce = (program: Command): void =>
  void program
    .command('reproduce')
    .description('compute a run again and say whether its bytes come out the same')
    .argument('<run>', 'a run, by its name, the first digits of it, or its folder')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .option('--engine <name>', 'native, wasm or gpu (default: that of the record)')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0, every byte is the same but for seconds; 1, some are not; 2, there is no such run, or it cannot be computed here.',
    )
    .action(async (name, flags) =>
      exitWith((await import('./reproduce.ts')).reproduce(name, flags)),
    );

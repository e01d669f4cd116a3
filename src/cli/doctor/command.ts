import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab doctor`. */
export const defineDoctor = (program: Command): void =>
  void program
    .command('doctor')
    .description('say which engine is in use, which data are there, and what to do about the rest')
    .option('--json', 'print as JSON')
    .action(async (flags) => exitWith((await import('./doctor.ts')).doctor(flags)));

import type { Command } from '@commander-js/extra-typings';
import { port } from './port.ts';

/** `flowlab live`. */
export const defineLive = (program: Command): void =>
  void program
    .command('live')
    .description('serve the live page: flow, descent and SGD side by side in the browser')
    .option('--port <n>', 'port on this machine; 0 for any that is free', port, 8321)
    .action(async (flags) => (await import('./live.ts')).live(flags));

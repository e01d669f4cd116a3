import type { Command } from '@commander-js/extra-typings';
import { note } from '../shared/output.ts';

/** `flowlab setup`. */
export const defineSetup = (program: Command): void =>
  void program
    .command('setup')
    .description('set up native TensorFlow, or say what is missing; mend it where it is damaged')
    .action(async () => {
      const { chooseEngine } = await import('../host/choose-engine.ts');
      const { name, version } = await chooseEngine(undefined, true);
      note(`Engine: ${name} ${version}`);
    });

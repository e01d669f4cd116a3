import type { Command } from '@commander-js/extra-typings';
import { note } from '../shared/output.ts';

/** `flowlab setup`. */
export const defineSetup = (program: Command): void =>
  void program
    .command('setup')
    .description('set up native TensorFlow, or say what is missing; mend it where it is damaged')
    .option(
      '--engine <name>',
      'native (default), or gpu: TensorFlow for GPUs of NVIDIA with its libraries of CUDA, 3.4 GB to download',
    )
    .action(async ({ engine }) => {
      const { InputError } = await import('../../core/error.ts');
      if (engine !== undefined && engine !== 'native' && engine !== 'gpu')
        throw new InputError(
          `there is nothing to set up for ${JSON.stringify(engine)}: give native or gpu`,
        );
      if (engine === 'gpu') {
        const { setUpGpu } = await import('../host/choose-engine.ts');
        await setUpGpu();
        return;
      }
      const { chooseEngine } = await import('../host/choose-engine.ts');
      const { name, version } = await chooseEngine(undefined, true);
      note(`Engine: ${name} ${version}`);
    });

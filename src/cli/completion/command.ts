import { Argument, type Command } from '@commander-js/extra-typings';
import { say } from '../shared/output.ts';
import { type ShellName, scriptFor, shellNames } from './scripts.ts';

/** `flowlab completion`, and the hidden `flowlab complete` that its scripts ask for candidates. */
export function defineCompletion(program: Command): void {
  program
    .command('completion')
    .description('print the script that completes commands, options and names in a shell')
    .addArgument(new Argument('<shell>', 'whose script').choices(shellNames))
    .addHelpText(
      'after',
      '\nbash: flowlab completion bash > ~/.local/share/bash-completion/completions/flowlab\n' +
        'zsh:  flowlab completion zsh > ~/.zfunc/_flowlab, where ~/.zfunc is in fpath\n' +
        'fish: flowlab completion fish > ~/.config/fish/completions/flowlab.fish',
    )
    .action((shell) => say(scriptFor(shell as ShellName)));
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words) => {
      const { candidates } = await import('./candidates.ts');
      const found = candidates(program, words, words[0] === 'explain' ? await explained() : []);
      for (const { word, about } of found) say(`${word}\t${about}`);
    });
}

/** The keys of experiment files; loaded where they are asked for, since they take the schema with them. */
const explained = async () =>
  (await import('../../lab/experiment/explain/explained.ts')).explainedKeys();

import { readdirSync } from 'node:fs';
import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { engineNames } from '../../engine/name.ts';
import type { Explained } from '../../lab/experiment/explain/explained.ts';
import { bundledExperiments } from '../host/environment.ts';

/** A word that may come next, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

/** A key of experiment files, as a candidate. */
type Key = Pick<Explained, 'path' | 'meaning'>;

/**
 * What the last of the typed words may become, from the program's own tree of commands; `words` are those after
 * `flowlab`, `keys` those of experiment files where one may be meant. Empty where a file or a free value is meant.
 */
export function candidates(
  program: CommandUnknownOpts,
  words: readonly string[],
  keys: readonly Key[] = [],
): readonly Candidate[] {
  const typed = words.at(-1) ?? '';
  const { command, open, position } = walk(program, words.slice(0, -1));
  return [
    ...fitting(command, open, position, typed),
    ...keysAt(typed, open, position, keys),
  ].filter(({ word }) => word.startsWith(typed));
}

/** The keys that a typed path may go on to, no further than its next dot. */
const keysAt = (
  typed: string,
  open: Option | undefined,
  position: number,
  keys: readonly Key[],
): readonly Candidate[] =>
  open !== undefined || position > 0 || typed.startsWith('-')
    ? []
    : keys
        .filter(({ path }) => path.split('.').length === typed.split('.').length)
        .map(({ path, meaning }) => ({ word: path, about: meaning }));

function fitting(
  command: CommandUnknownOpts,
  open: Option | undefined,
  position: number,
  typed: string,
): readonly Candidate[] {
  if (open !== undefined) return valuesOf(open).map((word) => ({ word, about: open.description }));
  if (typed.startsWith('-')) return optionsOf(command).map(shown);
  const commands = command.commands.filter((one) => !hidden(one));
  if (commands.length > 0)
    return commands.map((one) => ({ word: one.name(), about: one.description() }));
  const taken = command.registeredArguments;
  const argument = taken[position] ?? (taken.at(-1)?.variadic === true ? taken.at(-1) : undefined);
  if (argument === undefined) return [];
  const own = argument.argChoices ?? (argument.name() === 'experiment' ? experimentNames() : []);
  return own.map((word) => ({ word, about: argument.description }));
}

/** Where the finished words lead: the command, an option whose value comes next, and how many arguments are there. */
function walk(program: CommandUnknownOpts, words: readonly string[]) {
  let command = program;
  let open: Option | undefined;
  let position = 0;
  for (const word of words) {
    const value = open;
    open = undefined;
    if (value !== undefined) continue;
    if (word.startsWith('-')) {
      const option = optionsOf(command).find(({ long, short }) => word === long || word === short);
      if (option?.required === true) open = option;
      continue;
    }
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) position++;
    else command = next;
  }
  return { command, open, position };
}

/** Options of a command and of those above it. */
const optionsOf = (command: CommandUnknownOpts): readonly Option[] => [
  ...command.createHelp().visibleOptions(command),
  ...(command.parent?.options.filter((option) => !option.hidden) ?? []),
];

const valuesOf = (option: Option): readonly string[] =>
  option.argChoices ?? (option.long === '--engine' ? engineNames : []);

const shown = (option: Option): Candidate => ({
  word: option.long ?? option.short ?? '',
  about: option.description,
});

const hidden = (command: CommandUnknownOpts): boolean =>
  !command.parent!.createHelp().visibleCommands(command.parent!).includes(command);

/** What an experiment can be named by here: the bundled ones, files of this folder, and records. */
const experimentNames = (): readonly string[] => [
  ...new Set([
    ...namesIn(bundledExperiments).flatMap((name) => /^(.+)\.yaml$/.exec(name)?.[1] ?? []),
    ...namesIn('.').filter((name) => /\.ya?ml$/i.test(name)),
    ...namesIn('runs'),
  ]),
];

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import type { BudgetName } from '../experiment/claim/budget.ts';
import { idOf, readExperiment } from '../experiment/read.ts';
import type { Experiment } from '../experiment/run-spec.ts';
import { readUntestable, type Untestable } from './untestable.ts';

/** A claim of a folder: an experiment file that predicts something. */
export interface Member {
  readonly id: string;
  readonly file: string;
  readonly experiment: Experiment;
}

/** A file of a folder that cannot be used, and why, in one line. */
export interface Unreadable {
  readonly id: string;
  readonly file: string;
  readonly message: string;
}

/** The claims of a folder. */
export interface Collection {
  /** Of the folder: its records and its report lie by this name. */
  readonly name: string;
  readonly folder: string;
  /** By file name. */
  readonly members: readonly Member[];
  readonly unreadable: readonly Unreadable[];
  /** Sentences of the texts that no claim can be made of. */
  readonly untestable: readonly Untestable[];
}

/** The file of a folder that lists the sentences which cannot be tested. */
const UNTESTABLE = 'not-testable.yaml';

/**
 * Reads the claims of a folder, each once, at a budget if it has that, and with its number of seeds begun at `seedsFrom` where that is given. A file that is broken, or predicts nothing, is among `unreadable`, and the others are read.
 *
 * @throws InputError where there is no such folder, or no experiment file in it
 */
export function readCollection(
  folder: string,
  budget: BudgetName = 'default',
  seedsFrom?: number,
): Collection {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InputError(`${folder} is no folder: give one that holds claims, one .yaml file each`);
  const files = readdirSync(folder)
    .filter((name) => /\.ya?ml$/i.test(name) && name !== UNTESTABLE)
    .sort();
  if (files.length === 0)
    throw new InputError(`${folder} holds no claims: add an experiment file with expect: to it`);
  const members: Member[] = [];
  const unreadable: Unreadable[] = [];
  const attempt = (file: string, read: () => void) => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      unreadable.push({ id: idOf(file), file, message: error.message });
    }
  };
  for (const name of files) {
    const file = join(folder, name);
    attempt(file, () => {
      const experiment = readExperiment(file, { budget, seedsFrom });
      const { id, predictions } = experiment;
      if (predictions === undefined)
        throw new InputError(`${file} predicts nothing: a claim has a list expect:`);
      const twin = members.find((other) => other.id === id);
      if (twin !== undefined)
        throw new InputError(`${file} has the same name as ${twin.file}: rename one of them`);
      members.push({ id, file, experiment });
    });
  }
  let untestable: readonly Untestable[] = [];
  const list = join(folder, UNTESTABLE);
  if (existsSync(list))
    attempt(list, () => {
      untestable = readUntestable(readFileSync(list, 'utf8'), list);
    });
  return { name: basename(resolve(folder)), folder, members, unreadable, untestable };
}

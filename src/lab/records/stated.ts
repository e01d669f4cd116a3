import { join } from 'node:path';
import { predictionText } from '../../claims/statements/prediction-text.ts';
import type { Statement } from '../../claims/statements/statement.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { InputError, reason } from '../../core/error.ts';
import { digest } from '../experiment/digest.ts';
import { statementsOf } from '../experiment/predictions.ts';
import type { Control, Experiment } from '../experiment/run-spec.ts';
import { setAside } from './durable.ts';
import { fromJson } from './json.ts';
import { kindOf, readRegular } from './regular-file.ts';
import { readSealed, writeSealed } from './seal.ts';

/** What a folder of runs remembers of one prediction. */
export interface Stated {
  readonly id: string;
  /** 16 hex digits of the SHA-256 of what it predicts, with what it refers to. */
  readonly hash: string;
  /** Whether it was stated before any run of the experiment was finished. */
  readonly beforeData: boolean;
  /** Seeds that each verdict was seen with, ascending. */
  readonly seenWith: readonly number[];
}

const FILE = 'predictions.json';

/**
 * What the folder remembers of its predictions, in the order in which they were first stated.
 *
 * @throws InputError where the file is not as it was written
 */
export function statedIn(folder: string): readonly Stated[] {
  const file = join(folder, FILE);
  try {
    return kindOf(file).kind === 'nothing' ? [] : listIn(file);
  } catch (error) {
    throw new InputError(`${file} ${reason(error)}, so that its predictions have no date`);
  }
}

function listIn(file: string): readonly Stated[] {
  const text = readRegular(file).toString('utf8');
  // A flowlab of old wrote a bare list.
  const list = text.startsWith('[') ? fromJson(text) : readSealed(file).value.stated;
  if (!Array.isArray(list) || !list.every(isStated)) throw new Error('is no list of predictions');
  return list;
}

const isStated = (one: Stated | null): one is Stated =>
  typeof one?.hash === 'string' &&
  typeof one.beforeData === 'boolean' &&
  Array.isArray(one.seenWith);

/**
 * Remembers predictions that the folder does not know yet; gives what was wrong with the file that was there, if anything was, which is
 * kept beside under another name. A statement that is changed is another one: `finished`, whether runs were finished before it
 * was stated, says whether it precedes its data.
 *
 * @throws DiskError where it cannot be written
 */
export function state(
  folder: string,
  predictions: readonly Prediction[],
  finished: () => boolean,
): string | undefined {
  // Before the file is read: another process states its predictions first, and finishes runs then.
  const beforeData = !finished();
  const { known, wrong } = knownIn(folder);
  const added = predictions.filter(({ hash }) => !known.some((k) => k.hash === hash));
  if (added.length === 0) return wrong;
  const fresh = added.map((one) => ({ ...one, beforeData, seenWith: [] }));
  write(folder, [...known, ...fresh]);
  return wrong;
}

function knownIn(folder: string): { readonly known: readonly Stated[]; readonly wrong?: string } {
  try {
    return { known: statedIn(folder) };
  } catch (error) {
    const aside = setAside(join(folder, FILE));
    return { known: [], wrong: `${reason(error)}; it is kept as ${aside}` };
  }
}

/** Remembers with how many seeds the verdicts on these predictions were seen. */
export function saw(folder: string, predictions: readonly Prediction[], seeds: number): void {
  const now = new Set(predictions.map(({ hash }) => hash));
  const known = statedIn(folder);
  const seen = known.map((one) =>
    now.has(one.hash) && !one.seenWith.includes(seeds)
      ? { ...one, seenWith: [...one.seenWith, seeds].sort((a, b) => a - b) }
      : one,
  );
  if (seen.some((one, i) => one !== known[i])) write(folder, seen);
}

/**
 * What several folders with runs of one experiment remember together. A statement precedes the data where it did so in every folder
 * that has any; verdicts on it were seen with the seeds with which they were seen anywhere.
 */
export function mergedDates(
  folders: readonly { readonly stated: readonly Stated[]; readonly finished: boolean }[],
): readonly Stated[] {
  const all = folders.flatMap(({ stated }) => stated);
  // A map keeps the place of a key's first entry.
  const known = new Map(all.map((one) => [one.hash, one] as const));
  return [...known.values()].map(({ id, hash }) => ({
    ...{ id, hash },
    beforeData: folders.every(({ stated, finished }) => {
      const own = stated.find((one) => one.hash === hash);
      return own === undefined ? !finished : own.beforeData;
    }),
    seenWith: [...new Set(all.flatMap((one) => (one.hash === hash ? one.seenWith : [])))].sort(
      (a, b) => a - b,
    ),
  }));
}

/** What is predicted, by its name and the hash of what it says. */
type Prediction = Pick<Stated, 'id' | 'hash'>;

/** Everything that an experiment predicts, of its own runs and under its controls. */
export const predictionsOf = (experiment: Experiment): readonly Prediction[] => [
  ...hashesOf(statementsOf(experiment)),
  ...(experiment.controls ?? []).flatMap(hashesOfControl),
];

/** The id of each statement, and the hash of what it predicts; words beside the prediction may be put better later. */
export const hashesOf = (statements: readonly Statement[]): readonly Prediction[] =>
  statements.map((statement) => ({
    id: statement.id,
    hash: digest(predictionText(statement)),
  }));

/** The same of a control: what must become of each of its statements, as they then read, in which setting. */
export const hashesOfControl = (control: Control): readonly Prediction[] =>
  statementsOf(control).map((statement) => ({
    id: `${control.id}: ${statement.id}`,
    hash: digest(
      canonicalJson({
        set: control.set ?? {},
        statement: predictionText(statement),
        expected: control.expected[statement.id]!,
      }),
    ),
  }));

const write = (folder: string, all: readonly Stated[]): void =>
  writeSealed(join(folder, FILE), { stated: all });

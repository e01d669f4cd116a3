import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { predictionText } from '../../claims/statements/prediction-text.ts';
import type { Statement } from '../../claims/statements/statement.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { digest } from '../experiment/digest.ts';
import { statementsOf } from '../experiment/predictions.ts';
import type { Control, Experiment } from '../experiment/run-spec.ts';
import { fromJson, writeJson } from './json.ts';

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

/** What the folder remembers of its predictions, in the order in which they were first stated. */
export function statedIn(folder: string): readonly Stated[] {
  const file = join(folder, FILE);
  return existsSync(file) ? (fromJson(readFileSync(file, 'utf8')) as readonly Stated[]) : [];
}

/**
 * Remembers predictions that the folder does not know yet. A statement that is changed is another one: `finished`, whether
 * runs were finished before it was stated, says whether it precedes its data.
 */
export function state(
  folder: string,
  predictions: readonly Prediction[],
  finished: () => boolean,
): void {
  const known = statedIn(folder);
  const added = predictions.filter(({ hash }) => !known.some((k) => k.hash === hash));
  if (added.length === 0) return;
  const beforeData = !finished();
  const fresh = added.map((one) => ({ ...one, beforeData, seenWith: [] }));
  write(folder, [...known, ...fresh]);
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

const write = (folder: string, all: readonly Stated[]): void => writeJson(join(folder, FILE), all);

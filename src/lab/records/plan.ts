import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import type { Control, Experiment, RunSpec } from '../experiment/run-spec.ts';
import { fromJson, writeJson } from './json.ts';

/** An experiment as the folder of its runs remembers it. */
export interface Plan extends Omit<Experiment, 'specs' | 'controls'> {
  /** The command line that computes the same again. */
  readonly command: string;
  /** The experiment file. */
  readonly source: string;
  /** Every run that was asked for, in the order of the experiment's specs. */
  readonly runs: readonly PlannedRun[];
  /** The controls, each with every run that it is judged on. */
  readonly controls?: readonly PlannedControl[];
}

interface PlannedControl extends Omit<Control, 'specs'> {
  readonly runs: readonly PlannedRun[];
}

export interface PlannedRun {
  readonly id: string;
  readonly spec: RunSpec;
}

const FILE = 'experiment.json';

/** Whether a folder holds the runs of an experiment. */
export const hasPlan = (folder: string): boolean => existsSync(join(folder, FILE));

/**
 * Remembers an experiment in the folder of its runs.
 *
 * @throws InputError where the folder holds the runs of another experiment file
 */
export function writePlan(folder: string, plan: Plan): void {
  const before = hasPlan(folder) ? readPlan(folder).source : plan.source;
  if (before !== plan.source) {
    throw new InputError(
      `${folder} holds the runs of ${before}, not of ${plan.source}; rename the experiment or choose another folder with --runs`,
    );
  }
  writeJson(join(folder, FILE), plan);
}

/** The experiment that a folder remembers. */
export const readPlan = (folder: string): Plan =>
  fromJson(readFileSync(join(folder, FILE), 'utf8')) as Plan;

import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { InputError, reason } from '../../core/error.ts';
import type { Control, Experiment, RunSpec } from '../experiment/run-spec.ts';
import { specCheck } from './form/run-form.ts';
import { readSealed, writeSealed } from './seal.ts';

/** An experiment as the folder of its runs remembers it. */
export interface Plan extends Omit<Experiment, 'specs' | 'controls'> {
  /** The command line that computes the same again. */
  readonly command: string;
  /** The experiment file; in the folder of its runs it is written by its path from there. */
  readonly source: string;
  /** Version of the code by which its runs are named; absent in plans of old. */
  readonly code?: string;
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
 * Remembers an experiment in the folder of its runs; gives what was wrong with the plan that was there, if anything was.
 *
 * @throws InputError where the folder holds the runs of another experiment, and DiskError where it cannot be written
 */
export function writePlan(folder: string, plan: Plan): string | undefined {
  const { before, wrong } = planBefore(folder);
  if (before !== undefined && !continues(before, plan))
    throw new InputError(
      `${folder} holds the runs of ${before.source}, not of ${plan.source}; rename the experiment or choose another folder with --runs`,
    );
  writeSealed(join(folder, FILE), {
    ...plan,
    source: relative(folder, plan.source).replaceAll(sep, '/'),
  });
  return wrong;
}

/** The plan that is there, or what is wrong with it. */
function planBefore(folder: string): { readonly before?: Plan; readonly wrong?: string } {
  try {
    return hasPlan(folder) ? { before: readPlan(folder) } : {};
  } catch (error) {
    return { wrong: reason(error) };
  }
}

/** Whether a plan is of the same experiment: the same file, the same question, or runs of the one that is there. */
function continues(before: Plan, { source, title, question, runs }: Plan): boolean {
  const there = new Set(before.runs.map(({ id }) => id));
  return (
    before.source === resolve(source) ||
    (before.title === title && before.question === question) ||
    runs.some(({ id }) => there.has(id))
  );
}

/**
 * The experiment that a folder remembers, with the path of its file as it is from here.
 *
 * @throws InputError where the plan is not as it was written, or has names that would lead out of the folder
 */
export function readPlan(folder: string): Plan {
  const file = join(folder, FILE);
  try {
    const plan = readSealed(file).value as unknown as Plan;
    check(plan);
    return { ...plan, source: resolve(folder, plan.source) };
  } catch (error) {
    throw new InputError(`${file} ${reason(error)}; flowlab run writes it again`);
  }
}

/** Throws Error unless a plan, whoever wrote it, has the names of runs and experiments. */
function check({ id, title, question, source, command, runs, controls = [] }: Plan): void {
  const texts = { id, title, question, source, command };
  for (const [key, text] of Object.entries(texts))
    if (typeof text !== 'string') throw new Error(`has no ${key}`);
  if (!isName(id)) throw new Error(`names the experiment ${JSON.stringify(id)}`);
  if (!Array.isArray(controls)) throw new Error('has no list of controls');
  const checkSpec = specCheck();
  for (const list of [runs, ...controls.map((control) => control?.runs)]) {
    if (!Array.isArray(list)) throw new Error('has no list of runs');
    for (const run of list as readonly PlannedRun[]) {
      if (!isRunId(run?.id)) throw new Error(`names a run ${JSON.stringify(run?.id)}`);
      if (typeof run.spec !== 'object' || run.spec === null)
        throw new Error(`has no spec of the run ${run.id}`);
      checkSpec(run.spec);
    }
  }
}

/** Whether a text is the name of a run. */
export const isRunId = (id: unknown): boolean =>
  typeof id === 'string' && /^[0-9a-f]{16}$/.test(id);

/** Whether a text can name a folder, and leads nowhere else. */
const isName = (id: string): boolean => !/[/\\\0]/.test(id) && !['', '.', '..'].includes(id);

import type { ExpectationSource } from '../../claims/statements/check-statements.ts';
import { InputError } from '../../core/error.ts';
import { type Precision, precisions } from '../../engine/tensors/precision.ts';
import type { MethodSpec } from '../methods/registry.ts';
import type { StartSpec } from '../methods/start.ts';
import type { ProbeName, ProbeOptions } from '../probes/registry.ts';
import type { ProblemSpec } from '../spec/problem.ts';
import type { StopSpec } from '../spec/stop.ts';
import type { XlaChoice } from '../spec/xla.ts';
import type { BudgetName } from './claim/budget.ts';
import type { ControlOutcome, Cost, Patch, Sentence } from './claim/claim-format.ts';
import type { FigureRequest } from './figures/figure-request.ts';

/** With the options of each probe that is measured at the end; absent: not measured. */
export interface MeasureSpec extends ProbeOptions {
  /** Rows of the series: about this many, evenly spaced in log step. */
  readonly points: number;
  /** Steps from one row to the next, beside those. */
  readonly every?: number;
  /** Training times at which weights are kept, for distances between methods. */
  readonly snapshots: readonly number[];
  /** Keeps the outputs on the training examples too, at the times of the snapshots and at the end. */
  readonly trainOutputs?: true;
  /** Solves for the minimum nearest to 0 of a linear network, for `reference(leastNorm)`. */
  readonly leastNorm?: true;
  /** Keeps the loss that each step was taken on, from inside the compiled steps. */
  readonly stepLoss?: true;
  /** Estimates how far a flow's last weights are off the exact ones. */
  readonly flowError?: true;
  /** Probes measured on the way, at points of their own. */
  readonly along?: AlongSpec;
}

/** The options of each probe that is measured along the run, and where. */
export type AlongSpec = { readonly [N in ProbeName]?: ProbeOptions[N] & PointsSpec & WarmSpec };

export interface WarmSpec {
  /** Goes on from what the probe found at the point before; absent: begins anew at each. */
  readonly warm?: true;
}

export interface PointsSpec {
  /** About this many, evenly spaced in log step. */
  readonly points?: number;
  /** Steps from one to the next. */
  readonly every?: number;
  /** Training time from one to the next. */
  readonly time?: number;
}

/** One fully resolved run. Every field is plain JSON; its hash names the run. */
export type RunSpec = ProblemSpec & Training;

/** How a problem is trained and measured. */
interface Training {
  /** What it is trained by before, to begin from where that ended; absent: it begins from the initial weights. */
  readonly start?: StartSpec;
  readonly method: MethodSpec;
  readonly stop: StopSpec;
  readonly measure: MeasureSpec;
  /** Whether XLA compiles its steps; absent: by what pays. */
  readonly engine?: { readonly xla: Exclude<XlaChoice, 'auto'> };
}

/** The same in this precision; single is said by its absence. */
export function inPrecision<S extends object>(
  spec: S & Pick<RunSpec, 'precision'>,
  precision: Precision,
): S & Pick<RunSpec, 'precision'> {
  const { precision: _, ...rest } = spec;
  // Only the key that S may lack is gone, or comes anew.
  return { ...rest, ...(precision === 'double' && { precision }) } as typeof spec;
}

/**
 * A run's spec in the precision that a command line asks for, else in its own.
 *
 * @throws InputError for an unknown precision
 */
export function inAskedPrecision(spec: RunSpec, asked: string | undefined): RunSpec {
  if (asked === undefined) return spec;
  const known = precisions.find((one) => one === asked);
  if (known !== undefined) return inPrecision(spec, known);
  throw new InputError(`--precision ${asked}: write ${precisions.join(' or ')}`);
}

/** A question and the runs that address it. */
export interface Experiment {
  /** kebab-case; the file's name and the folder's name in reports/. */
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** What is predicted of the runs, as the file has it; absent: nothing is. */
  readonly predictions?: ExpectationSource;
  /** Figures that its report is to hold beside those of the page; absent: none. */
  readonly figures?: readonly FigureRequest[];
  /** Seconds from one checkpoint of a run to the next; absent: the default. No part of a run's name. */
  readonly checkpoint?: { readonly every: number };
  readonly specs: readonly RunSpec[];
  /** The sentence that is tested, and where it stands. */
  readonly sentence?: Sentence;
  /** The statement as a formula, in LaTeX. */
  readonly formula?: string;
  /** Minutes on two cores by budget, as stated beforehand. */
  readonly cost?: Cost;
  /** What the model does not show, in a sentence. */
  readonly limits?: string;
  /** The budgets that the file has beside the default one. */
  readonly budgets?: readonly BudgetName[];
  /** Settings in which statements must fail. */
  readonly controls?: readonly Control[];
}

/** A changed setting in which statements of an experiment must fail; plain JSON. */
export interface Control {
  /** Its name, or `control`, `control-2`, … by its place. */
  readonly id: string;
  /** Why the statements should fail then, a phrase. */
  readonly why?: string;
  /** What must become of which statement. */
  readonly expected: Readonly<Record<string, ControlOutcome>>;
  /** What is set otherwise in the file; absent where the runs stay the same. */
  readonly set?: Patch;
  /** The predictions of the file as they then read. */
  readonly predictions: ExpectationSource;
  /** The runs that it is judged on. */
  readonly specs: readonly RunSpec[];
}

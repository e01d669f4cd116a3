import type { Activation, LossName, Parametrisation } from '../../problems/names.ts';
import type { ProbeName, ProbeOptions } from '../probes/registry.ts';
import type { MethodSpec } from '../spec/method.ts';

export type { MethodSpec, ScheduleSpec } from '../spec/method.ts';

/** Where the training and test examples come from, and what is done to them. */
export interface DataSpec {
  /** A dataset's name (`mnist`, `fashion-mnist`, `glyphs`), or `idx`, `csv`, `npz` with `path`. */
  readonly name: string;
  /** The user's own file or folder, resolved against the experiment file; absent for named sets. */
  readonly path?: string;
  /** Training examples, drawn class-balanced. */
  readonly train: number;
  /** Test examples, drawn class-balanced. */
  readonly test: number;
  /** Subtract the training mean of each pixel. */
  readonly centre: boolean;
  /** Fraction of training labels replaced by another class, in [0, 1]. */
  readonly labelNoise: number;
  /** Replace every training label by a uniform draw. */
  readonly randomLabels: boolean;
  /** Seed of the subset; absent: the run's own seed. */
  readonly seed?: number;
}

export type NetworkSpec =
  | {
      readonly kind: 'linear';
      readonly parametrisation: Parametrisation;
      readonly scale: number;
      readonly init?: string;
    }
  | {
      readonly kind: 'mlp';
      readonly hidden: readonly number[];
      readonly activation: Activation;
      /** The network's linear model at its initial weights, in its place; absent: the network. */
      readonly linearised?: true;
      readonly parametrisation: Parametrisation;
      /** Multiplies every initial weight; 1 is U(±1/√fan_in). */
      readonly scale: number;
      /** Path of an .npz with the initial weights. */
      readonly init?: string;
    }
  | {
      readonly kind: 'cnn';
      readonly channels: readonly number[];
      readonly activation: Activation;
      readonly linearised?: true;
      readonly parametrisation: Parametrisation;
      readonly scale: number;
      readonly init?: string;
    };

/** Whichever comes first ends the run. */
export interface StopSpec {
  /** Full training loss at or below which the run has reached its target. */
  readonly loss?: number;
  readonly steps?: number;
  readonly epochs?: number;
  /** Training time t = Σ dt. */
  readonly time?: number;
}

/** With the options of each probe that is measured at the end; absent: not measured. */
export interface MeasureSpec extends ProbeOptions {
  /** Rows of the series: about this many, evenly spaced in log step. */
  readonly points: number;
  /** Training times at which weights are kept, for distances between methods. */
  readonly snapshots: readonly number[];
  /** Keeps the loss that each step was taken on, from inside the compiled steps. */
  readonly stepLoss?: true;
  /** Estimates how far a flow's last weights are off the exact ones. */
  readonly flowError?: true;
  /** Probes measured on the way, at points of their own. */
  readonly along?: AlongSpec;
}

/** The options of each probe that is measured along the run, and where. */
export type AlongSpec = { readonly [N in ProbeName]?: ProbeOptions[N] & PointsSpec };

export interface PointsSpec {
  /** About this many, evenly spaced in log step. */
  readonly points?: number;
  /** Steps from one to the next. */
  readonly every?: number;
  /** Training time from one to the next. */
  readonly time?: number;
}

/** One fully resolved run. Every field is plain JSON; its hash names the run. */
export interface RunSpec {
  readonly data: DataSpec;
  readonly network: NetworkSpec;
  readonly loss: LossName;
  readonly method: MethodSpec;
  readonly seed: number;
  readonly stop: StopSpec;
  readonly measure: MeasureSpec;
}

/** A question and the runs that address it. */
export interface Experiment {
  /** kebab-case; the file's name and the folder's name in reports/. */
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly specs: readonly RunSpec[];
}

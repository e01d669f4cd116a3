import type { Activation, LossName, Parametrisation } from '../../problems/names.ts';

/** Where the training and test examples come from, and what is done to them. */
export interface DataSpec {
  /** One of `datasetNames` in problems/data/datasets.ts: a named dataset, or a format with `path`. */
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

/** What is trained, from which seed: all that a task is opened from. */
export interface ProblemSpec {
  readonly data: DataSpec;
  readonly network: NetworkSpec;
  readonly loss: LossName;
  readonly seed: number;
}

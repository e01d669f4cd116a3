import type { Lane } from './lanes.ts';
import type { LiveState } from './state.ts';

/** A number with its standard error, 0 where it is exact. */
export interface Measured {
  readonly value: number;
  readonly error: number;
}

/** A method at one training time. Numbers are NaN once it has ended, and where there are none. */
export interface LaneRow {
  /** Training loss. */
  readonly loss: number;
  readonly testLoss: number;
  /** Share of test examples classified correctly. */
  readonly testAccuracy: number;
  /** ‖θ − θ_flow‖ */
  readonly distance: number;
  /** Largest Hessian eigenvalue, where it was measured. */
  readonly sharpness?: Measured;
  /** Hessian trace, where it was measured. */
  readonly trace?: Measured;
}

/** All methods at one training time, in the order of the lanes. */
export interface Row {
  readonly time: number;
  readonly lanes: readonly LaneRow[];
}

/** How a method ended. */
export interface LaneEnd extends LaneRow {
  readonly id: Lane['id'];
  readonly title: string;
  /** Training time at which it was found to have diverged; absent: it did not. */
  readonly diverged?: number;
  /** Share of training examples classified correctly. */
  readonly trainAccuracy: number;
  /** CRC-32 of its weights in float32, in hexadecimal digits; '' where it diverged. */
  readonly checksum: string;
}

/** A trajectory of two weights. */
export interface Path {
  readonly id: 'flow' | 'descent' | 'sgd' | 'langevin';
  readonly title: string;
  readonly points: readonly (readonly [number, number])[];
  /** Whether it left the picture for good. */
  readonly diverged: boolean;
}

/** A loss of two weights, and how methods move on it. */
export interface Landscape {
  readonly at: readonly number[];
  /** L at (at[i], at[j]) is losses[j][i]. */
  readonly losses: readonly (readonly number[])[];
  readonly paths: readonly Path[];
  /** Largest curvature at the minimum, or of the sharpest well. */
  readonly curvature: number;
  /** Of Langevin dynamics in wells: the share of time in the flat one, and its share of exp(−L/T). */
  readonly flat?: { readonly time: number; readonly stationary: number };
}

/** What the page asks of its worker. */
export type Request =
  /** `run` tells answers to this one from those to the one before. */
  | { readonly kind: 'train'; readonly run: number; readonly state: LiveState }
  | { readonly kind: 'landscape'; readonly state: LiveState }
  | { readonly kind: 'stop' };

/** What is known before the first step. */
export interface Begun {
  /** `784-32-32-10 tanh` */
  readonly label: string;
  readonly parameters: number;
  /** One sentence on the data. */
  readonly preparation: string;
  readonly lanes: readonly Lane[];
}

/** What the worker answers. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begun'; readonly run: number; readonly begun: Begun }
  | { readonly kind: 'row'; readonly run: number; readonly row: Row }
  /** How each method ended; absent where the run was stopped before. */
  | { readonly kind: 'ended'; readonly run: number; readonly ends?: readonly LaneEnd[] }
  | { readonly kind: 'landscape'; readonly landscape: Landscape }
  | { readonly kind: 'failed'; readonly reason: string };

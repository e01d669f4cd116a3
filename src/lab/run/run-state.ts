import type { Estimate } from '../../core/estimate.ts';
import type { PlainState } from '../../dynamics/integrate/plain-checkpoint.ts';
import type { TrainingState } from '../../dynamics/training/training-state.ts';
import type { PlainTensor } from '../../engine/tensors/plain.ts';
import type { Began } from '../records/record.ts';
import type { Found } from './measure.ts';
import type { PlainTrained } from './plain-trained.ts';
import type { RecordingState } from './train-run.ts';

/** All that a run needs to go on from where it was to the same record, as plain data. */
export interface RunState {
  /** The training before it, where the run has a start. */
  readonly start?: StartState;
  /** λ₀, where it was measured. */
  readonly initialSharpness?: Estimate;
  readonly run?: RecordingState | MeasuringState;
  readonly seconds: Seconds;
}

/** A training before the run: under way, or over. */
export type StartState =
  | { readonly kind: 'training'; readonly training: TrainingState; readonly seconds: number }
  | {
      readonly kind: 'over';
      readonly began: Began;
      readonly theta: readonly PlainTensor[];
      /** What its solver left, where that goes over. */
      readonly carried?: PlainState;
    };

/** A run whose training is over, and which is measured where it ended. */
export interface MeasuringState {
  readonly kind: 'measuring';
  readonly trained: PlainTrained;
  readonly along: unknown;
  readonly watchers: unknown;
  /** What was measured so far, by probe. */
  readonly found: Found;
}

/** Wall-clock seconds that a run took so far, with what was measured on the way. */
export interface Seconds {
  readonly total: number;
  readonly training: number;
}

/** How a run is interrupted, and goes on. */
export interface Resuming {
  /** Called again and again on the way, to take the state of the run there or not: it costs nothing until asked for. */
  readonly checkpoint?: (state: () => RunState) => void;
  /** Goes on from there, with the same task. */
  readonly resume?: RunState;
}

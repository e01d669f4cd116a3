import type { CurveKind } from '../../probes/landscape/curve.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { MethodSpec } from '../methods/registry.ts';
import type { ProbeOptions } from '../probes/registry.ts';

/** What is asked about what lies between runs. */
export interface BetweenRequest {
  /** Data, network and loss: those of the first run. */
  readonly spec: RunSpec;
  /** Paths of the .npz of each run; that of a third only for a plane. */
  readonly weights: readonly string[];
  /** How far weights and functions are apart. */
  readonly similarity?: true;
  readonly line?: LineAsked;
  readonly plane?: PlaneAsked;
  readonly curve?: CurveAsked;
}

/** What is measured at points of a way. */
interface Measured {
  /** How many, at equal distances, ≥ 2. */
  readonly points: number;
  readonly asked: ProbeOptions;
}

/** The straight line θ_A + t(θ_B − θ_A). */
export interface LineAsked extends Measured {
  /** t from and to; the runs lie at 0 and 1. */
  readonly from: number;
  readonly to: number;
}

/** A grid on the plane through three runs. */
export interface PlaneAsked {
  /** Along each axis, ≥ 2. */
  readonly points: number;
}

/** A curve with one bend, which a method of the lab trains. */
export interface CurveAsked extends Measured {
  readonly kind: CurveKind;
  readonly method: MethodSpec;
  readonly steps: number;
  /** Places along the curve whose mean loss is trained on, ≥ 1. */
  readonly places: number;
}

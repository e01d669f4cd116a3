import type { Scalars } from '../../core/scalars.ts';
import type { Ending } from '../../dynamics/integrate/ending.ts';
import type { Carried } from '../../dynamics/integrate/solver.ts';
import type { Catapult } from '../../dynamics/training/catapult.ts';
import type { LossAverage } from '../../dynamics/training/loss-window.ts';
import type { Precision } from '../../engine/tensors/precision.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { ProbeArrays } from '../probes/registry.ts';
import type { MethodCard } from '../spec/method-card.ts';
import type { OutputCards } from '../spec/output.ts';
import type { Threads } from './threads.ts';

/**
 * Equal-length columns, one row per measurement; `step`, `time`, `epoch` and `trainLoss` always. A probe
 * along the run adds a column per scalar, with `<scalar>Stderr` and `<scalar>Converged` (1 or 0), and all
 * probes together `probeGradients` and `probeHvps`, what the row cost; NaN where a row has none.
 */
export type Series = Readonly<Record<string, readonly number[]>>;

/** Everything one run leaves behind, as read back from its folder. */
export interface Run {
  readonly id: string;
  readonly spec: RunSpec;
  readonly ending: Ending;
  /** One sentence with the numbers in it. */
  readonly reason: string;
  readonly series: Series;
  /** Final measurements. */
  readonly scalars: Scalars;
  /** Curves and grids of the probes that gave any. */
  readonly arrays: ProbeArrays;
  readonly manifest: Manifest;
  /** Weights at the end, flat, read when they are asked for; float64 in double precision. Shape [P]. */
  readonly weights?: Float32Array | Float64Array | undefined;
  /** Outputs on the training examples at the end, row-major, where they were asked for, read when they are. Shape [n × k]. */
  readonly trainOutputs?: Float32Array | Float64Array | undefined;
  /** What the problem publishes, for `reference(name)`; vectors in the order of θ. */
  readonly references?: Readonly<Record<string, number | readonly number[]>> | undefined;
  /** By training time, read when they are asked for; empty where none were asked for. */
  readonly snapshots: readonly Snapshot[];
}

/** A run at one training time. */
export interface Snapshot {
  readonly time: number;
  /** Weights, flat; float64 in double precision. Shape [P]. */
  readonly theta: Float32Array | Float64Array;
  /** Outputs on the test examples, row-major; absent in records of old. Shape [test examples × classes]. */
  readonly outputs?: Float32Array | Float64Array;
  /** Outputs on the training examples, row-major, where they were asked for. Shape [n × k]. */
  readonly trainOutputs?: Float32Array | Float64Array;
  /** What the solver carried, where it carries anything. */
  readonly carried?: Carried;
}

/** The training that a run began from the end of; its steps, time and cost are none of the run's. */
export type Began = Pick<Manifest, 'steps' | 'time' | 'initialLoss' | 'loss' | 'cost'>;

export interface Manifest {
  readonly flowlab: string;
  readonly engine: {
    readonly name: string;
    readonly version: string;
    readonly precision: Precision;
    /** XLA compiled the steps of its training; absent: nothing did. */
    readonly xla?: true;
  };
  readonly node: string;
  readonly cpu: string;
  readonly threads: Pick<Threads, 'chosen'> & {
    readonly intraOp: number;
    readonly interOp: number;
  };
  readonly environment: Readonly<Record<string, string>>;
  readonly commit: string | null;
  readonly dirty: boolean | null;
  readonly lockfile: string | null;
  /** SHA-256 by file of the data that were read. */
  readonly data: Readonly<Record<string, string>>;
  /** How the data were prepared, in one sentence. */
  readonly preparation: string;
  readonly parameters: number;
  /** What is known of the method beside the spec. */
  readonly method: MethodCard;
  readonly steps: number;
  readonly time: number;
  /** Full training loss where the run began and where it ended, as its stop rule saw them. */
  readonly initialLoss: number;
  readonly loss: number;
  /** The highest rise of the loss well above its first value, where there was one. */
  readonly catapult?: Catapult;
  /** Of a noisy run that ended at its target under `match: loss`: the mean of the loss that reached it, over these steps. */
  readonly lossAverage?: LossAverage;
  readonly cost: {
    readonly gradients: number;
    readonly hvps: number;
    readonly trainSeconds: number;
    readonly measureSeconds: number;
  };
  /** What came before the run, where its spec has a start. */
  readonly start?: Began;
  /** What each of the scalars is, and each column of a probe in the series. */
  readonly outputs: OutputCards;
}

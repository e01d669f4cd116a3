import type { Scalars } from '../../core/scalars.ts';
import type { Ending } from '../../dynamics/integrate/ending.ts';
import type { Carried } from '../../dynamics/integrate/solver.ts';
import type { ProbeArrays } from '../probes/registry.ts';
import type { OutputCards } from '../spec/output.ts';
import type { References } from '../task/references.ts';
import type { Manifest, Series, Snapshot } from './record.ts';

/** All that a run computes; the store adds where and by what it was computed. */
export interface Result {
  readonly ending: Ending;
  readonly series: Series;
  readonly scalars: Scalars;
  /** What each of the scalars is, and each column of a probe in the series. */
  readonly outputs: OutputCards;
  readonly arrays: ProbeArrays;
  /** Final weights, one array per shape; float64 in double precision. */
  readonly weights: readonly (Float32Array | Float64Array)[];
  readonly shapes: readonly (readonly number[])[];
  /** What the solver carried at the end, where it carries anything. */
  readonly carried?: Carried;
  readonly snapshots: readonly Snapshot[];
  /** What the problem publishes; vectors in the order of θ. */
  readonly references?: References;
  /** Outputs on the training examples at the end, row-major, where they were asked for. Shape [n × k]. */
  readonly trainOutputs?: Float32Array | Float64Array;
  readonly facts: Pick<
    Manifest,
    | ('data' | 'preparation' | 'parameters')
    | ('steps' | 'time' | 'initialLoss' | 'loss' | 'catapult' | 'lossAverage' | 'start' | 'cost')
  >;
}

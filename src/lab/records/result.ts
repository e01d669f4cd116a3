import type { Arrays, Scalars } from '../../core/scalars.ts';
import type { Ending } from '../../dynamics/integrate/ending.ts';
import type { Manifest, Series, Snapshot } from './record.ts';

/** All that a run computes; the store adds where and by what it was computed. */
export interface Result {
  readonly ending: Ending;
  readonly because: string;
  readonly series: Series;
  readonly scalars: Scalars;
  readonly arrays: Arrays;
  /** Final weights, one array per shape. */
  readonly weights: readonly Float32Array[];
  readonly shapes: readonly (readonly number[])[];
  readonly snapshots: readonly Snapshot[];
  readonly facts: Pick<
    Manifest,
    'data' | 'preparation' | 'parameters' | 'method' | 'steps' | 'time' | 'catapult' | 'cost'
  >;
}

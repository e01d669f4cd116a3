import type { Run } from '../../lab/records/record.ts';
import type { Arm } from './arm.ts';

/** Curves and grids that one probe left of a run. */
export interface Recorded<N extends keyof Run['arrays']> {
  readonly arm: Arm;
  readonly run: Run;
  readonly arrays: NonNullable<Run['arrays'][N]>;
}

/** What this probe left of each arm: of its first run that has any. */
export const recordedArrays = <N extends keyof Run['arrays']>(
  arms: readonly Arm[],
  probe: N,
): readonly Recorded<N>[] =>
  arms.flatMap((arm) =>
    arm.runs
      .flatMap((run) => {
        const arrays = run.arrays[probe];
        return arrays === undefined ? [] : [{ arm, run, arrays }];
      })
      .slice(0, 1),
  );

import type { Run } from '../../lab/records/record.ts';
import type { Arrays } from '../../problems/data/npz.ts';
import type { Frame } from './frame.ts';

/** What is exported. */
export interface Exported {
  readonly runs: readonly Run[];
  /** The final weights of a run, an array for each array of the network; absent where they were not kept. */
  readonly weightsOf: (run: Run) => Arrays | undefined;
  /** When a run was recorded, in seconds since 1970. */
  readonly recordedAt: (run: Run) => number;
}

/** What one format makes of it. */
export interface ExportFiles {
  /** By path within the folder of the export. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The tables among them, by path. */
  readonly tables: Readonly<Record<string, Frame>>;
}

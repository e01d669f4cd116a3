import type { Ending } from '../dynamics/ending.ts';
import type { EngineName } from '../engine/name.ts';
import type { DataPlaces } from '../problems/data/images.ts';
import type { RunSpec } from './spec.ts';

/** What the runner asks of a worker process. */
export interface Job {
  readonly id: string;
  readonly spec: RunSpec;
  /** Folder of the store. */
  readonly folder: string;
  readonly engine: EngineName;
  readonly places: DataPlaces;
}

/** What a worker process says. */
export type Report =
  | { readonly kind: 'progress'; readonly id: string; readonly fraction: number }
  | {
      readonly kind: 'done';
      readonly id: string;
      readonly ending: Ending;
      readonly because: string;
      readonly seconds: number;
    }
  /** `input` is true where the user's data or files are at fault. */
  | {
      readonly kind: 'failed';
      readonly id: string;
      readonly message: string;
      readonly input: boolean;
    };

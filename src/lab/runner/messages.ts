import type { Ending } from '../../dynamics/integrate/ending.ts';
import type { EngineName } from '../../engine/name.ts';
import type { BetweenRequest } from '../between/request.ts';
import type { DataPlaces } from '../data/places.ts';
import type { ProbeRequest } from '../experiment/probe-request.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { Threads } from '../records/threads.ts';
import type { Phase } from '../run/phase.ts';

/** What the runner asks of a worker process. */
export interface Job {
  readonly id: string;
  readonly spec: RunSpec;
  /** Folder of the store. */
  readonly folder: string;
  readonly engine: EngineName;
  readonly places: DataPlaces;
  /** Of this process, and how they were chosen. */
  readonly threads: Threads;
  /** Seconds from one checkpoint of the run to the next. */
  readonly checkpointEvery: number;
  /** The token of the lease under which it is done, where there is one. */
  readonly lease?: string;
}

/** What is asked of a process that answers one request. */
export interface Asked<R> extends Pick<Job, 'id' | 'engine' | 'places'> {
  readonly request: R;
}

/** Of one that probes weights. */
export type ProbeJob = Asked<ProbeRequest>;

/** Of one that measures what lies between runs. */
export type BetweenJob = Asked<BetweenRequest>;

/** The answer: what was measured, as the lab's JSON, since a message cannot carry NaN. */
export interface Answered {
  readonly kind: 'answered';
  readonly id: string;
  /** Of the engine. */
  readonly version: string;
  readonly text: string;
}

/** What a worker process says. */
export type Report =
  | {
      readonly kind: 'progress';
      readonly id: string;
      /** Of its training. */
      readonly fraction: number;
      readonly phase: Phase;
    }
  /** What became of a checkpoint, a sentence. */
  | { readonly kind: 'notice'; readonly id: string; readonly message: string }
  | {
      readonly kind: 'done';
      readonly id: string;
      readonly ending: Ending;
      readonly reason: string;
      readonly seconds: number;
    }
  | Failed;

/** `input` is true where the user's data or files are at fault, `disk` where what was computed could not be written. */
export interface Failed {
  readonly kind: 'failed';
  readonly id: string;
  readonly message: string;
  readonly input: boolean;
  readonly disk?: boolean;
}

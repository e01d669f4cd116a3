import * as z from 'zod';
import { endings } from '../../dynamics/integrate/ending.ts';
import { engineNames } from '../../engine/name.ts';
import { isRunId } from '../records/plan.ts';
import { isPhase, type Phase } from '../run/phase.ts';

// What lies in a queue was written by whoever can reach it, so that it is read as a file of a stranger's.

const id = z.string().refine(isRunId);
/** A line for people, without what would move a terminal's cursor. */
export const line = z
  .string()
  .max(4000)
  .transform((text) => text.replaceAll(/\p{Cc}+/gu, ' '));
const whole = z.number().int().nonnegative();

const threads = z.object({
  count: whole.min(1).max(1024),
  chosen: z.enum(['default', 'user']),
});

/** A run that waits in a queue. */
export const orderFormat = z.object({
  /** The folder of the experiment's records, below the root of all records. */
  experiment: z
    .string()
    .regex(/^[^/\\\0]+$/)
    .refine((name) => !['.', '..'].includes(name)),
  /** Checked as an experiment file's when the run is taken. */
  spec: z.record(z.string(), z.unknown()),
  engine: z.enum(engineNames),
  threads,
  /** Settings of the numerical libraries: small numbers, or nothing where it is not set. */
  settings: z.record(z.string(), z.string().regex(/^\d{0,4}$/)),
  checkpointEvery: z.number().positive(),
  /** Token of the lease that lies beside the records of whoever wants the run. */
  lease: z.string().max(100).exactOptional(),
});
export type Order = z.output<typeof orderFormat>;

const parcel = z.object({
  /** The name under which its pieces lie in the queue. */
  key: z.string().max(100),
  pieces: whole,
  bytes: whole,
  sha256: z.string(),
});
/** A record that lies in the queue, in pieces. */
export type Parcel = z.output<typeof parcel>;

/** What became of a run. */
export const answerFormat = z.discriminatedUnion('kind', [
  z.object({
    ...{ kind: z.literal('done'), id, ending: z.enum(endings) },
    ...{ reason: line, seconds: z.number() },
    /** Host that computed it. */
    host: line,
    /** Absent where the record is in the folder of the lease. */
    parcel: parcel.exactOptional(),
    lease: z.string().exactOptional(),
  }),
  z.object({
    ...{ kind: z.literal('failed'), id, message: line, input: z.boolean() },
    host: line,
  }),
]);
export type Answer = z.output<typeof answerFormat>;

/** What is heard of a run on the way. */
export const wordFormat = z.union([
  z.object({ fraction: z.number().min(0).max(1), phase: z.custom<Phase>(isPhase) }),
  z.object({ notice: line }),
]);
export type Word = z.output<typeof wordFormat>;

import type { Rng } from '../../core/random.ts';
import type { Clock } from '../integrate/term.ts';

/** ξ of a step, standard normal numbers of shape [m]; a pure function of the step, and of its clock on a path. */
export type Normals = (step: number, at?: Clock) => Float32Array;

/** m normals a step, from a stream keyed by the step, so that a run can resume anywhere. */
export const normals =
  (m: number, random: Rng): Normals =>
  (step) =>
    Float32Array.from(random.fork('noise', step).normals(m));

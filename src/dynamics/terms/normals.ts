import type { Rng } from '../../core/random.ts';
import type { Clock } from '../integrate/term.ts';

/** ξ of a step, standard normal numbers of shape [m]; a pure function of the step, and of its clock on a path. */
export type Normals = (step: number, at?: Clock) => Float32Array | Float64Array;

/** m normals a step, from a stream keyed by the step, so that a run can resume anywhere. */
export const normals =
  (m: number, random: Rng) =>
  (step: number): Float64Array =>
    random.fork('noise', step).normals(m);

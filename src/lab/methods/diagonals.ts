import { InputError } from '../../core/error.ts';
import type { Objective } from '../../objective/objective.ts';
import { type ReadArrays, type Weighted, weightArrays } from '../spec/weight-arrays.ts';

/** Reads the diagonal of an .npz with one array per weight array, flat. Shape [P]. */
type Reader = (read: ReadArrays, path: string, like: Weighted) => Float64Array;

/**
 * The diagonal P of an .npz.
 *
 * @throws InputError where the arrays do not have these shapes, or an entry is not positive
 */
export const readPreconditioner: Reader = (...from) =>
  readDiagonal(from, (p) => p > 0, 'a preconditioner must be positive everywhere');

/**
 * The diagonal D of an .npz.
 *
 * @throws InputError where the arrays do not have these shapes, or an entry is negative
 */
export const readDiffusion: Reader = (...from) =>
  readDiagonal(from, (d) => d >= 0, 'a diffusion must not be negative');

/** What the arrays of a run are held against. */
export const asNetwork = ({ shapes }: Pick<Objective, 'shapes'>): Weighted => ({
  shapes,
  label: 'the network',
});

function readDiagonal(
  from: Parameters<Reader>,
  fits: (entry: number) => boolean,
  rule: string,
): Float64Array {
  const flat = Float64Array.from(weightArrays(...from).flatMap((a) => [...a]));
  const wrong = flat.find((x) => !(fits(x) && x < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) throw new InputError(`${from[1]} holds ${wrong}: ${rule}`);
  return flat;
}

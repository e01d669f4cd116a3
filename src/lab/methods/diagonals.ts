import { InputError } from '../../core/error.ts';
import type { MethodSpec } from '../spec/method.ts';
import { weightArrays } from '../task/networks.ts';

/** The .npz with the diagonal P of a method; undefined where it has none. */
export const preconditionerOf = (method: MethodSpec): string | undefined =>
  'preconditioner' in method ? method.preconditioner : undefined;

/** The .npz with the diagonal D of a method's diffusion; undefined where it has none. */
export const diffusionOf = (method: MethodSpec): string | undefined =>
  'diffusion' in method ? method.diffusion : undefined;

/** The keys of methods that name such files. */
export const diagonalKeys = ['preconditioner', 'diffusion'] as const;

/** Reads the diagonal of an .npz with one array per weight array, flat. Shape [P]. */
type Reader = (file: string, shapes: readonly (readonly number[])[], label: string) => Float64Array;

/**
 * The diagonal P of an .npz.
 *
 * @throws InputError where the arrays do not have these shapes, or an entry is not positive
 */
export const readPreconditioner: Reader = (...file) =>
  readDiagonal(file, (p) => p > 0, 'a preconditioner must be positive everywhere');

/**
 * The diagonal D of an .npz.
 *
 * @throws InputError where the arrays do not have these shapes, or an entry is negative
 */
export const readDiffusion: Reader = (...file) =>
  readDiagonal(file, (d) => d >= 0, 'a diffusion must not be negative');

function readDiagonal(
  [file, shapes, label]: Parameters<Reader>,
  fits: (entry: number) => boolean,
  rule: string,
): Float64Array {
  const flat = Float64Array.from(weightArrays(file, shapes, label).flatMap((a) => [...a]));
  const wrong = flat.find((x) => !(fits(x) && x < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) throw new InputError(`${file} holds ${wrong}: ${rule}`);
  return flat;
}

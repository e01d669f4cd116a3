import { InputError } from '../core/error.ts';
import { weightArrays } from './networks.ts';
import type { MethodSpec } from './spec.ts';

/** The .npz with the diagonal of a method; undefined where it has none. */
export const preconditionerOf = (method: MethodSpec): string | undefined =>
  'preconditioner' in method ? method.preconditioner : undefined;

/**
 * The diagonal P of an .npz with one array per weight array, flat. Shape [P].
 *
 * @throws InputError where the arrays do not have these shapes, or an entry is not positive
 */
export function readPreconditioner(
  file: string,
  shapes: readonly (readonly number[])[],
  label: string,
): Float64Array {
  const flat = Float64Array.from(weightArrays(file, shapes, label).flatMap((a) => [...a]));
  const wrong = flat.find((p) => !(p > 0 && p < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) {
    throw new InputError(`${file} holds ${wrong}: a preconditioner must be positive everywhere`);
  }
  return flat;
}

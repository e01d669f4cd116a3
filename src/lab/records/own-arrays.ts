import { InputError } from '../../core/error.ts';
import type { NdArray } from '../../problems/data/npy.ts';
import type { Arrays } from '../../problems/data/npz.ts';

/**
 * An array of a record's `.npz`, with as many axes as it was written with where that is told.
 *
 * @throws InputError, naming `file`, where it is not there or has others
 */
export function arrayIn(arrays: Arrays, name: string, file: string, axes?: number): NdArray {
  const found = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
  if (found === undefined) throw new InputError(`${file} has no array ${name}; ${REMEDY}`);
  if (axes !== undefined && found.shape.length !== axes)
    throw new InputError(
      `${file}: ${name} has shape [${found.shape.join(', ')}], not ${axes} axes; ${REMEDY}`,
    );
  return found;
}

/** Its numbers, in single or double precision; integers are turned into the latter. */
export const floatsOf = ({ data }: NdArray): Float32Array | Float64Array =>
  data instanceof Float32Array || data instanceof Float64Array
    ? data
    : Float64Array.from<number | bigint>(data, Number);

const REMEDY = 'compute the run again with the command that it came from';

/** The same numbers in single precision where that loses nothing, as of a training in single precision. */
export function narrowed(values: Float64Array): Float32Array | Float64Array {
  const single = Float32Array.from(values);
  return single.every((x, i) => Object.is(x, values[i])) ? single : values;
}

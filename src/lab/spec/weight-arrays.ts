import { InputError } from '../../core/error.ts';
import type { Arrays } from '../../problems/data/npz.ts';

/**
 * The arrays of an .npz, by its path.
 *
 * @throws InputError where it cannot be read
 */
export type ReadArrays = (path: string) => Arrays;

/** What an .npz with one array per weight array is held against. */
export interface Weighted {
  /** Of the weight arrays, in the order of θ. */
  readonly shapes: readonly (readonly number[])[];
  /** As messages name it: `MLP 784-32-32-10 tanh`. */
  readonly label: string;
}

/**
 * The arrays of an .npz that holds one per weight array: under any names (the lab writes `p0`, `p1`, …), in the order of θ.
 *
 * @throws InputError where they do not have these shapes
 */
export function weightArrays(
  read: ReadArrays,
  path: string,
  { shapes, label }: Weighted,
): Float64Array[] {
  const arrays = read(path);
  const names = Object.keys(arrays);
  if (names.length !== shapes.length) {
    throw new InputError(
      `${path} has ${names.length} arrays, but ${label} has ${shapes.length}: give one per weight array`,
    );
  }
  return shapes.map((shape, i) => {
    const name = names[i]!;
    const found = arrays[name]!;
    if (found.shape.join() !== shape.join()) {
      const turned = found.shape.toReversed().join() === shape.join();
      throw new InputError(
        `${path}: array ${name} has shape [${found.shape.join(', ')}], but ${label} needs [${shape.join(', ')}]${turned ? '; save its transpose, inputs first' : ''}`,
      );
    }
    return Float64Array.from<number | bigint>(found.data, Number);
  });
}

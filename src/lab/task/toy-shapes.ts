import { InputError } from '../../core/error.ts';
import { sizeOf } from '../../core/shapes.ts';
import { counted, most } from '../spec/limits.ts';
import type { ToySpec } from '../spec/toy.ts';
import type { Weighted } from '../spec/weight-arrays.ts';

/**
 * The weight arrays of a toy problem, known without building it.
 *
 * @throws InputError where a list of the spec is not as long as the problem has coordinates
 */
export function toyShapes(spec: ToySpec): Weighted {
  const shapes = shapesOf(spec);
  const coordinates = sizeOf(shapes[0]!);
  const numbers = coordinates * ('train' in spec ? spec.train : 1);
  if (numbers > most.parameters)
    throw new InputError(
      `data.train examples of ${spec.name} with ${counted(coordinates)} coordinates each are ${counted(numbers)} numbers, and at most ${counted(most.parameters)} can be held: give fewer`,
    );
  if ('start' in spec) startOf(spec, coordinates);
  return { shapes, label: spec.name };
}

/**
 * One entry for each of d coordinates; `otherwise` where the spec has no start.
 *
 * @throws InputError for a list of another length
 */
export function startOf(
  { name, start }: { readonly name: string; readonly start?: number | readonly number[] },
  d: number,
  otherwise = 0,
): Float64Array {
  if (typeof start !== 'object') return new Float64Array(d).fill(start ?? otherwise);
  if (start.length === d) return Float64Array.from(start);
  throw new InputError(
    `data.start has ${start.length} numbers, but ${name} has ${d} coordinates: give one for each, or one for all`,
  );
}

function shapesOf(spec: ToySpec): readonly (readonly number[])[] {
  switch (spec.name) {
    case 'quadratic':
      return [[spec.eigenvalues.length]];
    case 'linear-regression':
    case 'logistic':
      return [[spec.dimensions]];
    case 'two-layer-linear':
      return [[spec.width], [spec.width]];
    case 'springs':
    case 'double-well':
    case 'two-wells':
      return [[spec.walkers]];
  }
}

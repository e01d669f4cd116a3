import { sizeOf } from '../core/shapes.ts';

/** A run of consecutive parameters, from … to − 1 of the flat vector. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

/**
 * The parameters of each layer: an array of rank 2 or more with the arrays of lower rank that follow it.
 *
 * For networks whose arrays lie in order of their layers, weights before biases.
 */
export function layers(shapes: readonly (readonly number[])[]): Block[] {
  const out: Block[] = [];
  let at = 0;
  for (const shape of shapes) {
    const to = at + sizeOf(shape);
    const last = out.at(-1);
    if (last === undefined || shape.length >= 2) out.push({ from: at, to });
    else out[out.length - 1] = { from: last.from, to };
    at = to;
  }
  return out;
}

/** Returns the block; throws RangeError unless 0 ≤ from < to ≤ P. */
export function checkBlock(block: Block, parameters: number): Block {
  const { from, to } = block;
  if (!(0 <= from && from < to && to <= parameters))
    throw new RangeError(`invalid block; not within 0 … ${parameters}: ${from} … ${to}`);
  return block;
}

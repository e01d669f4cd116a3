import { sizeOf } from '../../core/shapes.ts';
import type { Carried } from '../../dynamics/integrate/solver.ts';
import { ndarray } from '../../problems/data/npy.ts';
import { type Arrays, writeNpz } from '../../problems/data/npz.ts';
import { readNpz } from '../data/file.ts';
import { arrayIn, narrowed } from './own-arrays.ts';

/**
 * What a solver carries as an .npz: `steps`, a number, and for each name one array per weight array, as `m0`, `m1`, …
 * beside the `p0`, `p1`, … of the weights.
 */
export function stateNpz(
  { steps, arrays }: Carried,
  shapes: readonly (readonly number[])[],
): Uint8Array {
  const parts = Object.entries(arrays).flatMap(([name, flat]) => {
    let from = 0;
    return shapes.map((shape, i) => {
      const part = flat.slice(from, (from += sizeOf(shape)));
      return [`${name}${i}`, ndarray(narrowed(part), shape)];
    });
  });
  return writeNpz({ steps: ndarray(Float64Array.of(steps), []), ...Object.fromEntries(parts) });
}

/**
 * What a solver carried, from such a file.
 *
 * @throws InputError where it cannot be read
 */
export function readState(file: string): Carried {
  const members = readNpz(file);
  const steps = arrayIn(members, 'steps', file, 0);
  const parts = new Map<string, Arrays[string]['data'][]>();
  for (const [member, { data }] of Object.entries(members)) {
    if (member === 'steps') continue;
    const name = member.replace(/\d+$/, '');
    parts.set(name, [...(parts.get(name) ?? []), data]);
  }
  return {
    steps: Number(steps.data[0]),
    arrays: Object.fromEntries([...parts].map(([name, own]) => [name, joined(own)])),
  };
}

function joined(parts: readonly Arrays[string]['data'][]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const part of parts) {
    all.set(Float64Array.from<number | bigint>(part, Number), from);
    from += part.length;
  }
  return all;
}

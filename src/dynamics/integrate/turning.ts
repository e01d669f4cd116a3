import { compile, type Precision } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import { concat, reshape, sub } from '../../engine/tensors/operations.ts';
import { read } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { cut, norm } from './params-algebra.ts';
import type { Turn } from './solver.ts';

/** Follows a path step by step. */
export interface Turning {
  /** Adds the next point; undefined for the first two. */
  add(theta: Params): Turn | undefined;
  dispose(): void;
}

/** The lengths and turns of a path's steps, one small call a step. */
export function turning(precision: Precision = 'single'): Turning {
  const norms = compile((points) => {
    const [now, before, first] = cut(points, 3) as [Params, Params, Params];
    return [turnOf(now, before, first)];
  }, precision);
  let held: Tensor[][] = [];
  return {
    add(theta) {
      held.push(clone(theta));
      if (held.length < 3) return undefined;
      const [first, before, now] = held as [Tensor[], Tensor[], Tensor[]];
      const [out] = norms([...now, ...before, ...first]);
      const [size, length, turn] = [...read(out!)] as [number, number, number];
      dispose([out!, ...first]);
      held = [before, now];
      return { size, length, turn };
    },
    dispose() {
      dispose(held.flat());
      norms.dispose();
    },
  };
}

/** The norms of a turn at θ after these two points, as one tensor, since each costs as much as the norms of a small network. Shape [3]. */
export function turnOf(now: Params, before: Params, first: Params): Tensor {
  const step = now.map((x, i) => sub(x, before[i]!));
  const turn = step.map((x, i) => sub(x, sub(before[i]!, first[i]!)));
  return concat([now, step, turn].map((x) => reshape(norm(x), [1])));
}

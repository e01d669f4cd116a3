import { compile, type Precision } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import { concat, reshape, sub } from '../../engine/tensors/operations.ts';
import { read } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { cut, norm } from '../integrate/params-algebra.ts';

/** How a path goes through its last three points; Euclidean norms over all weights. */
export interface Turn {
  /** ‖θₖ‖ */
  readonly size: number;
  /** ‖θₖ − θₖ₋₁‖ */
  readonly length: number;
  /** ‖θₖ − 2θₖ₋₁ + θₖ₋₂‖ */
  readonly turn: number;
}

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
    const step = now.map((x, i) => sub(x, before[i]!));
    const turn = step.map((x, i) => sub(x, sub(before[i]!, first[i]!)));
    // One tensor: each one that leaves a graph costs as much as the norms of a small network.
    return [concat([now, step, turn].map((x) => reshape(norm(x), [1])))];
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

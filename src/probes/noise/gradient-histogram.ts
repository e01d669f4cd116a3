import { type Cost, costSince } from '../../core/estimate.ts';
import { sizeOf } from '../../core/shapes.ts';
import { accumulate } from '../../engine/program/accumulate.ts';
import { compile } from '../../engine/program/compile.ts';
import { block } from '../../engine/tensors/block.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { cast, greater, slice, sum } from '../../engine/tensors/operations.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { indices, type Params, tensor } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';

export interface GradientHistogram {
  /** By array of θ: entries below the first edge, from each edge up to the next, and from the last on. */
  readonly counts: readonly Float64Array[];
  readonly cost: Cost;
}

export interface GradientHistogramProbe {
  at(theta: Params): GradientHistogram;
  dispose(): void;
}

/** Integers that float32 counts without a gap. */
const COUNTABLE = 2 ** 24;
/** As for the moments of gradients. */
const TOGETHER = 512;

/**
 * How the entries of the n per-example gradients are distributed, array by array of θ: n P entries in bins.
 *
 * Cockpit's one-dimensional gradient histogram, Schneider, Dangel & Hennig 2021, §2. A bin holds its upper edge
 * and not its lower one. One loop goes through the examples one at a time and keeps counts alone. Costs n gradients
 * of one row, and a comparison of every entry with every edge.
 *
 * @throws RangeError unless the edges ascend
 */
export function gradientHistogram(
  objective: Pick<Objective, 'examples' | 'shapes' | 'precision' | 'gradient'>,
  edges: readonly number[],
): GradientHistogramProbe {
  if (edges.length === 0 || !edges.every((e, i) => i === 0 || e > edges[i - 1]!))
    throw new RangeError(`invalid edges; not ascending: ${edges.join(', ')}`);
  const { examples: n, shapes, precision } = objective;
  const sizes = shapes.map(sizeOf);
  const beyond = compile(([rows, limits, ...theta]) => {
    const each = edges.map((_, k) => slice(limits!, [k], [1]));
    return accumulate(rows!.shape[0]!, (i) => {
      const { gradient } = objective.gradient(theta, block(rows!, i, 1));
      return gradient.flatMap((g) => each.map((e) => sum(cast(greater(g, e), 'float32'))));
    });
  }, precision);
  const together = Math.min(TOGETHER, Math.max(1, Math.floor(COUNTABLE / Math.max(...sizes))));
  return {
    at(theta) {
      // Fed, so that the graph is the same for all edges.
      const values = Float64Array.from(edges);
      const limits = tensor(precision === 'double' ? values : new Float32Array(values), [
        values.length,
      ]);
      const start = performance.now();
      // By array, entries above each edge; above all of them first.
      const above = sizes.map((size) => Float64Array.of(n * size, ...edges.map(() => 0)));
      for (let first = 0; first < n; first += together) {
        const count = Math.min(together, n - first);
        const rows = indices(Int32Array.from({ length: count }, (_, i) => first + i));
        const out = beyond([rows, limits, ...theta]);
        for (const [j, t] of out.entries())
          above[Math.floor(j / edges.length)]![1 + (j % edges.length)]! += read64(t)[0]!;
        dispose([rows, ...out]);
      }
      dispose(limits);
      const counts = above.map((own) => own.map((a, i) => a - (own[i + 1] ?? 0)));
      return { counts, cost: costSince(start, { gradients: n }) };
    },
    dispose: beyond.dispose,
  };
}

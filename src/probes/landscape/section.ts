import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { add, mul } from '../../engine/tensors/operations.ts';
import { unflattenIn } from '../../engine/tensors/params.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { tensor } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';

/** What slices of a loss need of an objective. */
export type Valued = Pick<Objective, 'shapes' | 'precision' | 'value'>;

/** The loss on a line, plane or space through a point. */
export interface Section {
  /** L(θ + Σ cⱼ dⱼ). */
  loss(...c: readonly number[]): number;
  /** Frees the graph and the vectors. */
  dispose(): void;
}

/**
 * The loss as a function of the coordinates c along the directions dⱼ through θ.
 *
 * The sum is formed in the graph, so that a call hands over nothing but the coordinates; it costs a forward pass.
 * Sixteen points a call would save a quarter of that with 26,506 weights, which their graph costs. Shapes: θ and
 * dⱼ [P].
 */
export function section(
  { shapes, value, precision: own }: Valued,
  theta: Float64Array,
  directions: readonly Float64Array[],
  precision: Precision = own ?? 'single',
): Section {
  const k = shapes.length;
  const vectors = [theta, ...directions].map((v) => unflattenIn(v, shapes, precision));
  const held = vectors.flat();
  const run = compile((inputs) => {
    const c = inputs.slice(held.length);
    const point = Array.from({ length: k }, (_, i) =>
      c.reduce((at, cj, j) => add(at, mul(inputs[(j + 1) * k + i]!, cj)), inputs[i]!),
    );
    return [value(point)];
  }, precision);
  return {
    loss(...c) {
      // Each as float64, even if float32 holds it, so that all calls share one graph.
      const coordinates = c.map((cj) => tensor(Float64Array.of(cj), []));
      const out = run([...held, ...coordinates]);
      const loss = read64(out[0]!)[0]!;
      dispose([...coordinates, ...out]);
      return loss;
    },
    dispose() {
      run.dispose();
      dispose(held);
    },
  };
}

import { compile } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { read, read64, readScalar } from '../../engine/tensors/precise.ts';
import { indices, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import type { Problem } from './problem.ts';

/** What a network makes of every example of a set, as numbers. */
export interface Evaluator {
  /** The loss of each example, and the share of them that is classified correctly, where they have classes. */
  evaluate(theta: Params): {
    readonly losses: Float32Array | Float64Array;
    readonly accuracy?: number;
  };
  /** f(θ, x) of each example, row-major; float64 in double precision. Shape [n × k]. */
  outputs(theta: Params): Float32Array | Float64Array;
  /** What each hidden layer hands on for each example, row-major; none where there are no such layers. Shapes [n × m_l]. */
  hidden(theta: Params): (Float32Array | Float64Array)[];
  /** Frees compiled graphs. */
  dispose(): void;
}

/**
 * Evaluates a network on the examples of a problem, a microbatch at a time.
 *
 * @example
 * const onTest = evaluator(
 *   problem(network, 'squared-error', { x: data.testX, ...data.testTargets }, data.outputs),
 * );
 * const { losses, accuracy } = onTest.evaluate(theta0);
 * console.log(losses.length, accuracy! < 0.3); // 100 true
 * onTest.dispose();
 */
export function evaluator(on: Problem): Evaluator {
  const { examples: n, precision = 'single' } = on.objective;
  const losses = compile(([rows, ...theta]) => [on.losses(theta, rows!)], precision);
  const outputs = compile(([rows, ...theta]) => [on.outputs(theta, rows!)], precision);
  const hidden = compile(([rows, ...theta]) => on.hidden(theta, rows!), precision);
  const accuracy = compile((theta) => accuracies(on, theta), precision);
  /** What a program makes of every example, a microbatch at a time. */
  const all = (program: (inputs: Params) => Tensor[], theta: Params) => {
    const [Numbers, valuesOf] =
      precision === 'double' ? ([Float64Array, read64] as const) : ([Float32Array, read] as const);
    let values: (Float32Array | Float64Array)[] = [];
    for (let first = 0; first < n; first += on.microbatchSize) {
      const count = Math.min(on.microbatchSize, n - first);
      const rows = indices(Int32Array.from({ length: count }, (_, i) => first + i));
      const parts = program([rows, ...theta]);
      if (first === 0) values = parts.map(({ size }) => new Numbers(n * (size / count)));
      for (const [k, part] of parts.entries())
        values[k]!.set(valuesOf(part), first * (part.size / count));
      dispose([rows, ...parts]);
    }
    return values;
  };
  return {
    evaluate(theta) {
      const [each] = all(losses, theta) as [Float32Array | Float64Array];
      if (on.accuracy === undefined) return { losses: each };
      const [share] = accuracy(theta);
      const value = readScalar(share!);
      dispose(share!);
      return { losses: each, accuracy: value };
    },
    outputs: (theta) => all(outputs, theta)[0]!,
    hidden: (theta) => all(hidden, theta),
    dispose() {
      for (const program of [losses, outputs, hidden, accuracy]) program.dispose();
    },
  };
}

/** The accuracy of a problem, where it has one. */
export const accuracies = (on: Problem, theta: Params): Tensor[] =>
  on.accuracy === undefined ? [] : [on.accuracy(theta)];

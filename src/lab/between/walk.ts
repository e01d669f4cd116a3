import type { Scalars } from '../../core/scalars.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import type { ProbeOptions } from '../probes/registry.ts';
import { initialSharpness, measureAt } from '../run/point.ts';
import type { OutputCards } from '../spec/output.ts';
import { type Ends, tensorsOf } from './ends.ts';

/** Measurements at points of a way. */
export interface Walk {
  /** Where on the way each point lies. Shape [n]. */
  readonly at: readonly number[];
  /** What was measured at each. Shape [n]. */
  readonly scalars: readonly Scalars[];
  /** What each of these is. */
  readonly outputs: OutputCards;
}

/** Measures probes at points of a way, each with the streams of the run, so that they differ by where they are alone. */
export function walk(
  { task, method }: Ends,
  at: readonly number[],
  placeAt: (t: number) => Float64Array,
  asked: ProbeOptions,
): Walk {
  const context = { task, method, initialSharpness: initialSharpness(task) };
  const found = at.map((t) => {
    const theta = tensorsOf(task, placeAt(t));
    try {
      return measureAt(context, theta, asked);
    } finally {
      dispose(theta);
    }
  });
  return {
    at,
    scalars: found.map(({ scalars }) => scalars),
    outputs: Object.assign({}, ...found.map(({ outputs }) => outputs)) as OutputCards,
  };
}

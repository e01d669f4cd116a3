import { type Curve, curveBetween } from './curve.ts';
import type { Ends } from './ends.ts';
import { type Line, lineThrough } from './line.ts';
import { type Plane, planeThrough } from './plane.ts';
import type { BetweenRequest } from './request.ts';
import { type Similarity, similarityOf } from './similarity.ts';

/** What was found between runs; what was not asked is absent. Plain data. */
export interface Between {
  /** The network, or the problem in closed form. */
  readonly label: string;
  readonly parameters: number;
  /** How the data were prepared, in one sentence. */
  readonly preparation: string;
  readonly similarity?: Similarity;
  readonly line?: Line;
  readonly plane?: Plane;
  readonly curve?: Curve;
}

/**
 * Measures what lies between runs.
 *
 * @throws InputError where three weights span no plane, or a curve diverges
 */
export function measureBetween(
  ends: Ends,
  { similarity, line, plane, curve }: Omit<BetweenRequest, 'spec' | 'weights'>,
): Between {
  const { label, preparation, objective } = ends.task;
  return {
    ...{ label, parameters: objective.parameters, preparation },
    ...(similarity && { similarity: similarityOf(ends) }),
    ...(line && { line: lineThrough(ends, line) }),
    ...(plane && { plane: planeOfRuns(ends, plane.points) }),
    ...(curve && { curve: curveBetween(ends, curve) }),
  };
}

function planeOfRuns({ task, points }: Ends, along: number): Plane {
  const [a, b, c] = points as [Float64Array, Float64Array, Float64Array];
  const { directions: _, ...plane } = planeThrough(task, [a, b, c], along);
  return plane;
}

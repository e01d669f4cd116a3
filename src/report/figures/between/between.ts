import type { Between } from '../../../lab/between/between.ts';
import type { Sketch } from '../../sketch/sketch.ts';
import type { NamedEnd } from './ends.ts';
import { curvePlaneSketch, planeSketch } from './plane.ts';
import { walkSketches } from './way.ts';

/** Every figure of what was found between runs. */
export const betweenSketches = (
  { line, plane, curve }: Between,
  runs: readonly NamedEnd[],
): readonly Sketch[] => [
  ...(line ? walkSketches('line', line, { runs, barrier: line.barrier }) : []),
  ...(curve ? walkSketches('curve', curve, { runs, barrier: curve.barrier }) : []),
  ...(plane ? [planeSketch(plane, runs)] : []),
  ...(curve?.plane ? [curvePlaneSketch(curve, runs)] : []),
];

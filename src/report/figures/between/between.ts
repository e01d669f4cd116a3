import type { Between } from '../../../lab/between/between.ts';
import type { Sketch } from '../../sketch/sketch.ts';
import { ckaSketch } from './cka.ts';
import type { NamedEnd } from './ends.ts';
import { curvePlaneSketch, planeSketch } from './plane.ts';
import { walkSketches } from './way.ts';

/** Every figure of what was found between runs. */
export const betweenSketches = (
  { similarity, line, plane, curve }: Between,
  runs: readonly NamedEnd[],
): readonly Sketch[] => [
  ...ckaSketches(similarity, runs),
  ...(line ? walkSketches('line', line, { runs, barrier: line.barrier }) : []),
  ...(curve ? walkSketches('curve', curve, { runs, barrier: curve.barrier }) : []),
  ...(plane ? [planeSketch(plane, runs)] : []),
  ...(curve?.plane ? [curvePlaneSketch(curve, runs)] : []),
];

function ckaSketches(found: Between['similarity'], runs: readonly NamedEnd[]): readonly Sketch[] {
  const { across, testExamples } = found?.functions ?? {};
  return across === undefined ? [] : [ckaSketch(across, testExamples!, runs)];
}

import type { Curve } from '../../../lab/between/curve.ts';
import type { Plane } from '../../../lab/between/plane.ts';
import { levelsOf } from '../../plot/levels.ts';
import type { Mark } from '../../plot/mark.ts';
import { contour, curve as line, points } from '../../plot/marks/index.ts';
import { spanOf } from '../../plot/scale.ts';
import { BLACK, BLUE, DASHED, LAYER, ORANGE, PAPER } from '../../plot/theme.ts';
import { rangeAlt } from '../../sketch/alt.ts';
import { EXACT } from '../../sketch/caption.ts';
import type { Sketch } from '../../sketch/sketch.ts';
import { endsSentence, type NamedEnd } from './ends.ts';
import { comparedText } from './way.ts';

type Point = { readonly x: number; readonly y: number };

/** Contours of the training loss on the plane through three runs. */
export const planeSketch = (plane: Plane, runs: readonly NamedEnd[]): Sketch => ({
  id: 'plane',
  title: 'Training loss on the plane through three runs',
  ...contours(
    plane,
    runs.map(({ letter }) => letter),
    [],
    [endsSentence(runs)],
  ),
});

/** The plane of a curve: both runs, the bend, the curve and the straight way. */
export function curvePlaneSketch(
  { plane, barrier, straight }: Curve,
  runs: readonly NamedEnd[],
): Sketch {
  const { path, points: ends } = plane!;
  const way = path.map(([x, y]) => ({ x, y }));
  const between = ends.slice(0, 2).map(([x, y]) => ({ x, y }));
  const marks = [
    line(way, { colour: ORANGE, label: 'curve', width: 3, layer: LAYER.mean }),
    line(between, { colour: BLACK, label: 'straight way', width: 1.8, dash: DASHED }),
  ];
  const letters = [...runs.slice(0, 2).map(({ letter }) => letter), 'bend'];
  return {
    id: 'curve-plane',
    title: 'Training loss on the plane of a trained curve',
    ...contours(plane!, letters, marks, [
      endsSentence(runs.slice(0, 2)),
      `Barrier of the training loss on the curve against that on the straight way: ${comparedText(barrier, straight)}.`,
    ]),
  };
}

function contours(
  { axes, losses, points: places }: Plane,
  names: readonly string[],
  marks: readonly Mark[],
  sentences: readonly string[],
): Omit<Sketch, 'id' | 'title'> {
  const [x, y] = axes;
  const values = losses.flat().filter(Number.isFinite);
  const at: readonly Point[] = places.map(([a, b]) => ({ x: a, y: b }));
  return {
    alt: `Contours of the training loss on a plane, ${rangeAlt(values)}, with ${names.join(', ')}.`,
    caption: [
      `Contours of the training loss on ${x!.at.length} × ${y!.at.length} points, cubic between them; purple is lowest. Axes: Euclidean distance of weights.`,
      ...sentences,
      losses.flat().some((loss) => !Number.isFinite(loss)) && 'Blank where the loss is not finite.',
      EXACT,
    ],
    x: { title: x!.label, scale: 'linear', ...spanOf(x!.at), grid: false },
    y: { title: y!.label, scale: 'linear', ...spanOf(y!.at), grid: false },
    marks: [
      ...at.map((place, k) =>
        points([place], {
          ...{ colour: BLACK, fill: [PAPER, ORANGE, BLUE][k]!, label: names[k]!, radius: 8 },
          ...{ shape: ['circle', 'rectRot', 'triangle'][k]!, edge: 2 },
        }),
      ),
      ...marks,
      contour({ x: x!.at, y: y!.at, values: losses }, levelsOf(losses.flat()), at),
    ],
    legend: 'top',
    key: 'marker',
  };
}

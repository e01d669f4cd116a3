import type { LossSlice } from '../../probes/landscape/slice.ts';
import { chart } from '../plot/chart.ts';
import { sequence } from '../plot/colour.ts';
import { contourLines, type Grid, levelsOf, type Point } from '../plot/contour.ts';
import { contourLabels, type Frame, frameOf } from '../plot/contour-labels.ts';
import type { Figure, JsonObject } from '../plot/figure.ts';
import { refine } from '../plot/refine.ts';
import { type About, axisOf, curve, EXACT, INK } from '../plot/slice-style.ts';

/** Parts of a cell's edge, so that contours of a coarse grid are not polygons; by trial. */
const FINER = 4;
/** In shares of the frame's width. */
const PIXEL = 1e-3;
const ORIGIN = { x: 0, y: 0 };

/** Contours of the loss on a plane, with the trajectory if the slice has one; throws RangeError on a line. */
export function contourFigure(slice: LossSlice, { id, title, recipe }: About): Figure {
  const [x, y] = slice.axes;
  if (x === undefined || y === undefined)
    throw new RangeError(`invalid slice; a plane has 2 axes, not ${slice.axes.length}`);
  const { scale, at: levels } = levelsOf(slice.losses.flat());
  const least = Math.min(...slice.losses.flat().filter((loss) => loss > 0));
  const onScale = (value: number) =>
    scale === 'logarithmic' ? Math.log(Math.max(value, least)) : value;
  // Before the logarithm, since a loss is nearer to a parabola about its minimum.
  const fine = refine({ x: x.at, y: y.at, values: slice.losses }, FINER);
  const grid: Grid = { ...fine, values: fine.values.map((row) => row.map(onScale)) };
  const colours = [...sequence(levels.length)].reverse();
  const frame = frameOf(grid);
  const lines = levels.map((level) =>
    contourLines(grid, onScale(level)).map((line) => thinned(line, frame)),
  );
  const path = (slice.path ?? []).map(([a, b]) => ({ x: a!, y: b! }));
  const holes = slice.losses.flat().some((loss) => !Number.isFinite(loss));
  return {
    id,
    title,
    caption: [
      `Contours of the training loss on ${x.at.length} × ${y.at.length} points, ${
        scale === 'logarithmic' ? 'about evenly spaced in log L' : 'evenly spaced'
      }; cubic between them; darker is lower.`,
      path.length > 0
        ? `Black: ${path.length} checkpoints of the trajectory, projected onto the plane.`
        : 'Cross: θ.',
      ...(holes ? ['Blank where the loss is not finite.'] : []),
      EXACT,
      recipe,
    ].join(' '),
    config: chart({
      key: 'marker',
      legend: 'top',
      x: axisOf(x.label, x.at),
      y: axisOf(y.label, y.at),
      datasets: [
        ...(path.length > 0 ? trajectory(path) : [{ ...centre, label: 'θ' }]),
        ...lines.flatMap((own, k) => own.map((line) => contour(line, colours[k]!))),
      ],
      annotations: contourLabels(lines, levels, colours, frame, path.length > 0 ? path : [ORIGIN]),
    }),
  };
}

/** Without points that fall on the one before: they fray the line, which keeps its ends. */
const thinned = (line: readonly Point[], { distance }: Frame): readonly Point[] => {
  const kept: Point[] = [];
  for (const p of line.slice(0, -1))
    if (kept.length === 0 || distance(p, kept.at(-1)!) > PIXEL) kept.push(p);
  return [...kept, line.at(-1)!];
};

const contour = (data: readonly Point[], colour: string): JsonObject => ({
  ...curve(data, colour),
  borderWidth: 1.8,
  order: 30,
});

const centre: JsonObject = {
  data: [ORIGIN],
  pointStyle: 'crossRot',
  radius: 8,
  borderColor: INK,
  borderWidth: 2.5,
  order: 1,
};

const trajectory = (path: readonly Point[]): JsonObject[] => [
  {
    ...curve(path, INK),
    label: 'trajectory',
    radius: 2.5,
    pointStyle: 'circle',
    borderWidth: 1.6,
    order: 5,
  },
  { ...mark(path[0]!, 'circle'), label: 'start', backgroundColor: '#ffffff' },
  { ...mark(path.at(-1)!, 'rectRot'), label: 'end', backgroundColor: '#d55e00' },
];

const mark = (point: Point, pointStyle: string): JsonObject => ({
  data: [point],
  pointStyle,
  radius: 8,
  borderColor: INK,
  borderWidth: 2,
  order: 1,
});

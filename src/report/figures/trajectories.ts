import type { StartPlaneArrays } from '../../lab/probes/watching/start-plane.ts';
import { recipe } from '../arms/recipe.ts';
import { plural } from '../arms/wording.ts';
import { levelsOf } from '../plot/levels.ts';
import { contour, curve, points } from '../plot/marks/index.ts';
import { BLACK, EVERY_POINT, LAYER, PAPER } from '../plot/theme.ts';
import { listed } from '../sketch/alt.ts';
import { EXACT } from '../sketch/caption.ts';
import { type Panel, type Shown, shown } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import { panelFigure } from './parts.ts';

/** The ways of arms from one start through a plane, over contours of the loss. */
export const trajectories = panelFigure('trajectories', 'panels', partsOf);

/** Ways that can be told apart; by trial. */
const MOST = 6;
/** Room about the ways, as a share of their extent; by trial. */
const MARGIN = 0.12;

/** Contours nearer to a minimum than this share of the largest loss fall together as drawn. */
const SHALLOW = 1e-4;

type Point = { readonly x: number; readonly y: number };
type Extent = { readonly low: number; readonly high: number };

function partsOf(panel: Panel): Parts | null {
  const all = shown(panel, ({ runs }) => {
    const run = runs.find(({ arrays }) => arrays.startPlane !== undefined);
    return run === undefined ? null : { seed: run.spec.seed, plane: run.arrays.startPlane! };
  });
  // Planes of another seed have another start.
  const seed = all[0]?.data.seed;
  const drawn = all.filter(({ data }) => data.seed === seed).slice(0, MOST);
  if (drawn.length === 0) return null;
  const [x, y] = drawn[0]!.data.plane.axes;
  const ways = drawn.map((one) => wayOf(one, extentOf(x!.at), extentOf(y!.at)));
  const seen = ways.flatMap(({ path }) => path);
  const grid = cropped(drawn[0]!.data.plane, seen);
  const start = seen[0]!;
  const shallow = SHALLOW * Math.max(...grid.values.flat().filter(Number.isFinite));
  return {
    title: 'Trajectories from one start',
    alt: `Contours of the training loss on the plane of 0, the start and the steepest descent there; ${listed(ways.map(({ label, path }) => `${label} ends at ${placeText(path.at(-1)!)}`))}.`,
    caption: [
      'Contours of the training loss; purple is lowest. The plane holds θ = 0, the start θ₀ at (1, 0) and the direction of steepest descent there.',
      `A dot a look, ${plural(drawn[0]!.data.plane.path.length, 'look')} at most, projected onto the plane; diamonds: the last of them within it. Seed ${seed}.`,
      ways.some(({ left }) => left) && 'A way that leaves the frame is cut off.',
      EXACT,
    ],
    setting: [recipe(drawn.map(({ arm }) => arm))],
    x: { title: x!.label, scale: 'linear', ...extentOf(grid.x), grid: false },
    y: { title: y!.label, scale: 'linear', ...extentOf(grid.y), grid: false },
    marks: [
      ...ways.flatMap(({ look: { colour, point }, label, path }) => [
        curve(path, { colour, label, point, width: 3, dash: EVERY_POINT, layer: LAYER.mean }),
        points(path, { colour, radius: 4, layer: LAYER.mean }),
      ]),
      ...ways.map(({ look: { colour }, path }) =>
        points([path.at(-1)!], {
          colour: BLACK,
          fill: colour,
          shape: 'rectRot',
          radius: 8,
          edge: 2,
        }),
      ),
      points([start], { colour: BLACK, fill: PAPER, label: 'start', radius: 8, edge: 2 }),
      contour(grid, levelsOf(grid.values.flat().filter((loss) => loss >= shallow)), seen),
    ],
    legend: 'top',
    key: 'marker',
  };
}

/** The way of an arm up to where it leaves the grid. */
function wayOf(
  { label, look, data }: Shown<{ readonly plane: StartPlaneArrays }>,
  x: Extent,
  y: Extent,
) {
  const inside = ([a, b]: readonly [number, number]) =>
    a >= x.low && a <= x.high && b >= y.low && b <= y.high;
  const { path: whole } = data.plane;
  const beyond = whole.findIndex((at) => !inside(at));
  const path = (beyond < 0 ? whole : whole.slice(0, beyond)).map(
    ([a, b]): Point => ({ x: a, y: b }),
  );
  return { label, look, path, left: beyond >= 0 };
}

const extentOf = (at: readonly number[]): Extent => ({
  low: Math.min(...at),
  high: Math.max(...at),
});

/** The part of the grid about these points. */
function cropped({ axes, losses }: StartPlaneArrays, seen: readonly Point[]) {
  const part = (at: readonly number[], along: readonly number[]) => {
    const { low, high } = extentOf(along);
    const room = MARGIN * (high - low) || 0.1;
    const from = Math.max(
      0,
      at.findLastIndex((a) => a <= low - room),
    );
    const to = at.findIndex((a) => a >= high + room);
    return [from, to < 0 ? at.length : to + 1] as const;
  };
  const [x, y] = [axes[0]!.at, axes[1]!.at];
  const across = part(
    x,
    seen.map((p) => p.x),
  );
  const up = part(
    y,
    seen.map((p) => p.y),
  );
  return {
    x: x.slice(...across),
    y: y.slice(...up),
    values: losses.slice(...up).map((row) => row.slice(...across)),
  };
}

const placeText = ({ x, y }: Point) => `(${x.toFixed(2)}, ${y.toFixed(2)})`;

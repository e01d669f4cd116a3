import { hasEdge } from '../arms/arm.ts';
import { edgesNear } from '../arms/edges.ts';
import { SHARPNESS } from '../arms/recipe.ts';
import { runValues } from '../arms/run-values.ts';
import { rules } from '../plot/marks/index.ts';
import { outcomeParts, type Places } from './outcome-parts.ts';
import type { Panel } from './panel.ts';
import { panelFigure } from './parts.ts';

/** Sharpness λ where training ended by method and batch size, with the edge 2/η of each arm. */
export const sharpness = panelFigure('sharpness', 'panels', (panel) =>
  outcomeParts(panel, 'sharpness', (at) => edgesOf(panel, at)),
);

function edgesOf({ arms }: Panel, at: Places) {
  const drawn = [...at.keys()];
  const values = drawn.flatMap((arm) => runValues(arm, 'sharpness').map(({ value }) => value));
  const near = edgesNear(drawn, Math.max(...values));
  const all = arms.filter(hasEdge).length;
  return {
    marks: [
      rules(
        near.map(({ arm, lambda }) => ({ y: lambda, x: at.get(arm)! })),
        '2/η',
      ),
    ],
    caption: [
      SHARPNESS,
      near.length > 0 && 'Red dashes: 2/η, the edge of stability of GD.',
      near.length < all &&
        `For ${all - near.length} of ${all} arms 2/η lies far above the data and is not drawn.`,
    ],
  };
}

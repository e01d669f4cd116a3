import { edgeFormula } from '../../lab/spec/edge.ts';
import { edgeWords } from '../arms/edge-words.ts';
import { edgeFormulas, edgesNear, edgesOf } from '../arms/edges.ts';
import { runValues } from '../arms/run-values.ts';
import { unique } from '../arms/wording.ts';
import { rules } from '../plot/marks/index.ts';
import { outcomeParts, type Places } from './outcome-parts.ts';
import { panelFigure } from './parts.ts';

/** A quantity that has edges of stability where training ended, by method and batch size, with the edge of each arm. */
export const outcomeWithEdges = (name: string, key: string) =>
  panelFigure(name, 'panels', (panel) => outcomeParts(panel, key, (at) => partsOf(key, at)));

function partsOf(key: string, at: Places) {
  const words = edgeWords(key);
  const drawn = [...at.keys()];
  const values = drawn.flatMap((arm) => runValues(arm, key).map(({ value }) => value));
  const all = edgesOf(drawn, key);
  const near = edgesNear(drawn, key, Math.max(...values));
  const formulas = unique(near.map(({ edge }) => edgeFormula(edge)));
  return {
    marks: [
      rules(
        near.map(({ arm, value }) => ({ y: value, x: at.get(arm)! })),
        formulas.length === 1 ? formulas[0]! : 'edge of stability',
      ),
    ],
    caption: [
      ...(words === undefined ? [] : [words.definition]),
      near.length > 0 && `Dashes: the edge of stability, ${edgeFormulas(near)}.`,
      near.length < all.length &&
        `The edge lies far above the data for ${all.length - near.length} of ${all.length} arms, and is not drawn there.`,
    ],
  };
}

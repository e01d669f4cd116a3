import { problemsOf } from '../arms/arm.ts';
import { initialEdge } from '../arms/edges.ts';
import { rule } from '../plot/marks/index.ts';
import { outcomeParts, type Places } from './outcome-parts.ts';
import { panelFigure } from './parts.ts';

/** The largest stable η by batch size, with 2/λ₀ and 4/λ₀ of each problem. */
export const threshold = panelFigure('threshold', 'pooled', (panel) =>
  outcomeParts(panel, 'threshold', levelsOf),
);

const LEVELS = [
  { multiple: 2, label: '2/λ₀', dash: [9, 5] },
  { multiple: 4, label: '4/λ₀', dash: [2, 5] },
];

function levelsOf(at: Places) {
  const marks = problemsOf([...at.keys()]).flatMap((own) => {
    const places = own.map((arm) => at.get(arm)!);
    const ends = { from: Math.min(...places) - 0.6, to: Math.max(...places) + 0.6 };
    return LEVELS.flatMap(({ multiple, label, dash }) => {
      const y = initialEdge(own, multiple);
      return y === undefined ? [] : [rule({ y, ...ends }, { label, dash })];
    });
  });
  return {
    marks,
    caption: ['ηₘₐₓ is measured from the initial weights; lines: 2/λ₀ and 4/λ₀, means over seeds.'],
  };
}

import { type Arm, problemsOf } from '../arms/arm.ts';
import { initialEdge, type RateReference, rateReference } from '../arms/edges.ts';
import { unique } from '../arms/wording.ts';
import { rule } from '../plot/marks/index.ts';
import { outcomeParts, type Places } from './outcome-parts.ts';
import { panelFigure } from './parts.ts';

/** The largest stable η by batch size, with c/λ₀ of each problem and method, and 4/λ₀ of descent. */
export const threshold = panelFigure('threshold', 'pooled', (panel) =>
  outcomeParts(panel, 'threshold', levelsOf),
);

interface Level {
  readonly arms: readonly Arm[];
  readonly edge: Pick<RateReference, 'multiple' | 'shift'>;
  readonly label: string;
  readonly dash: readonly number[];
}

function levelsOf(at: Places) {
  const drawn = problemsOf([...at.keys()])
    .flatMap(levelsOfProblem)
    .flatMap(({ arms, edge, label, dash }) => {
      const y = initialEdge(arms, edge);
      if (y === undefined) return [];
      const places = arms.map((arm) => at.get(arm)!);
      const ends = { from: Math.min(...places) - 0.6, to: Math.max(...places) + 0.6 };
      return [{ label, mark: rule({ y, ...ends }, { label, dash }) }];
    });
  const lines = unique(drawn.map(({ label }) => label));
  return {
    marks: drawn.map(({ mark }) => mark),
    caption: [
      `ηₘₐₓ is measured from the initial weights${lines.length === 0 ? '' : `; lines: ${lines.join(' and ')}, means over seeds`}.`,
    ],
  };
}

/** c/λ₀ once for all arms of a problem that have it, and 4/λ₀ of descent, full-batch and stochastic, beyond which no catapult comes back. */
function levelsOfProblem(arms: readonly Arm[]): readonly Level[] {
  const levels = new Map<string, Level>();
  for (const arm of arms) {
    const own = rateReference(arm);
    if (own === undefined) continue;
    const key = `${own.formula} ${own.multiple} ${own.shift?.value}`;
    const before = levels.get(key)?.arms ?? [];
    levels.set(key, { arms: [...before, arm], edge: own, label: own.formula, dash: [9, 5] });
  }
  const descents = arms.filter(({ family }) => family === 'descent' || family === 'stochastic');
  const catapult = { arms: descents, edge: { multiple: 4 }, label: '4/λ₀', dash: [2, 5] };
  return [...levels.values(), ...(descents.length > 0 ? [catapult] : [])];
}

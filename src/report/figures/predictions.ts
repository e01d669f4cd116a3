import { FOREST } from '../predicted/forest.ts';
import { predictedFigures } from '../predicted/predicted-figures.ts';
import { idOfStatement } from '../predicted/statement-figure.ts';
import type { FigureEntry } from './entry.ts';

/** What the experiment predicts: all of it in one figure, then each statement in one of its own. */
export const predictions: FigureEntry = {
  name: 'predictions',
  ids: ({ statements }) => [FOREST, ...statements.map(idOfStatement)],
  figures: ({ answers, panels, runs }) =>
    answers === undefined ? [] : predictedFigures(answers, panels, runs),
};

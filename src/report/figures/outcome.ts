import { metricsIn } from '../arms/metric.ts';
import { slug } from '../sketch/panel.ts';
import type { FigureEntry } from './entry.ts';
import { outcomeParts } from './outcome-parts.ts';
import { panelFigure, perPanel } from './parts.ts';

/** One metric of where training ended by method and batch size. */
export const outcome = (name: string, key: string) =>
  panelFigure(name, 'panels', (panel) => outcomeParts(panel, key));

/** More than these would bury the rest; the tables have all. */
const MOST = 6;

/** Other metrics of where training ended that were asked for, by method and batch size, in the order of their rank; `drawn` have figures of their own. */
export const furtherOutcomes = (drawn: readonly string[]): FigureEntry => ({
  name: 'further-outcomes',
  ids: ({ measures }) => measures.map(slug),
  figures: ({ runs, panels }) =>
    metricsIn(runs)
      .filter(({ key, at, associated }) => at === 'end' && associated && !drawn.includes(key))
      .slice(0, MOST)
      .flatMap(({ key }) => perPanel(slug(key), panels, (panel) => outcomeParts(panel, key))),
});

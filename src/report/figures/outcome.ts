import { outcomeParts } from './outcome-parts.ts';
import { panelFigure } from './parts.ts';

/** One metric of where training ended by method and batch size. */
export const outcome = (name: string, key: string) =>
  panelFigure(name, 'panels', (panel) => outcomeParts(panel, key));

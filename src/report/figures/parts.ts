import type { Run } from '../../lab/records/record.ts';
import { recipe } from '../arms/recipe.ts';
import { type Recorded, recordedArrays } from '../arms/recorded-arrays.ts';
import type { Panel } from '../sketch/panel.ts';
import type { Parts, Sketch } from '../sketch/sketch.ts';
import type { Evidence, FigureEntry } from './entry.ts';

/** A sketch for each panel that allows one; its id is `id` with the panel's suffix. */
export const perPanel = (
  id: string,
  panels: readonly Panel[],
  partsOf: (panel: Panel) => Parts | null,
): readonly Sketch[] =>
  panels.flatMap((panel) => {
    const parts = partsOf(panel);
    if (parts === null) return [];
    const title = panel.name === '' ? parts.title : `${parts.title}: ${panel.name}`;
    return [{ ...parts, title, id: id + panel.suffix }];
  });

/** One figure of that name for each panel of these. */
export const panelFigure = (
  name: string,
  panels: 'panels' | 'problems' | 'pooled',
  partsOf: (panel: Panel, evidence: Evidence) => Parts | null,
): FigureEntry => ({
  name,
  ids: () => [name],
  figures: (evidence) => perPanel(name, evidence[panels], (panel) => partsOf(panel, evidence)),
});

/** Arms of a panel that have figures of their own. */
const MOST_OWN = 6;

/** One figure of that name for each arm, by what this probe left of its first run; ids are numbered where there are several. */
export const recordFigure = <N extends keyof Run['arrays']>(
  name: string,
  probe: N,
  partsOf: (recorded: Recorded<N>) => Parts | null,
): FigureEntry => ({
  name,
  ids: () => [name],
  figures: ({ panels }) =>
    panels.flatMap(({ arms, suffix }) => {
      const found = recordedArrays(arms, probe).slice(0, MOST_OWN);
      return found.flatMap((recorded, i) => {
        const { arm, run } = recorded;
        const parts = partsOf(recorded);
        if (parts === null) return [];
        const number = found.length > 1 ? `-${i + 1}` : '';
        const own = `${arm.label}, seed ${run.spec.seed}. ${recipe([arm])}`;
        return [{ ...parts, id: `${name}${number}${suffix}`, caption: [...parts.caption, own] }];
      });
    }),
});

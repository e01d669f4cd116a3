import type { Run } from '../../lab/records/record.ts';
import { recipe } from '../arms/recipe.ts';
import { type Recorded, recordedArrays } from '../arms/recorded-arrays.ts';
import { type ChartParts, chart } from '../plot/chart.ts';
import type { Figure } from '../plot/figure.ts';
import type { Sentences } from './caption.ts';
import type { Evidence, FigureEntry } from './entry.ts';
import type { Panel } from './panel.ts';

/** What a figure shows, and its words. */
export interface Parts extends ChartParts {
  readonly title: string;
  readonly caption: readonly (string | false | Sentences)[];
  /** What was trained, and until when. */
  readonly setting?: readonly string[];
  /** What the picture shows, in one sentence with numbers from the data: for those who cannot see it. */
  readonly alt: string;
}

/** The parts put together. */
export const figureOf = (id: string, { setting = [], ...of }: Parts): Figure => {
  const { title, caption, alt, ...parts } = of;
  return {
    ...{ id, title, alt },
    caption: caption
      .flat()
      .filter((sentence) => sentence !== false)
      .join(' '),
    ...(setting.length === 0 ? {} : { setting: setting.join(' ') }),
    config: chart(parts),
  };
};

/** A figure of each panel that allows one; its id is `id` with the panel's suffix. */
export const perPanel = (
  id: string,
  panels: readonly Panel[],
  partsOf: (panel: Panel) => Parts | null,
): readonly Figure[] =>
  panels.flatMap((panel) => {
    const parts = partsOf(panel);
    return parts === null ? [] : [figureOf(id + panel.suffix, parts)];
  });

/** One figure of that name for each panel of these. */
export const panelFigure = (
  name: string,
  panels: 'panels' | 'problems' | 'pooled',
  partsOf: (panel: Panel, evidence: Evidence) => Parts | null,
): FigureEntry => ({
  name,
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
  figures: ({ panels }) =>
    panels.flatMap(({ arms, suffix }) => {
      const found = recordedArrays(arms, probe).slice(0, MOST_OWN);
      return found.flatMap((recorded, i) => {
        const { arm, run } = recorded;
        const parts = partsOf(recorded);
        if (parts === null) return [];
        const number = found.length > 1 ? `-${i + 1}` : '';
        const caption = [...parts.caption, `${arm.label}, seed ${run.spec.seed}.`];
        const setting = [recipe([arm])];
        return [figureOf(`${name}${number}${suffix}`, { ...parts, caption, setting })];
      });
    }),
});

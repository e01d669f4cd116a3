import { normalQuantile } from '../../core/normal.ts';
import type { StationaryHistogramArrays } from '../../lab/probes/watching/stationary-histogram.ts';
import { mean } from '../../stats/summary.ts';
import { recipe } from '../arms/recipe.ts';
import { plural } from '../arms/wording.ts';
import type { Colour } from '../plot/colour.ts';
import { curve, legendKey, type Mean, meanWithInterval } from '../plot/marks/index.ts';
import { DASHED, INK, ORANGE, SOFT } from '../plot/theme.ts';
import { listed } from '../sketch/alt.ts';
import { shown } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import type { FigureEntry } from './entry.ts';

const NAME = 'stationary-histogram';

/** Arms of a figure that can be told apart; by trial. */
const MOST = 2;
/** Of the arms, in their order: far apart in greyscale too. */
const LOOKS = [
  { colour: INK, point: 'circle' },
  { colour: ORANGE, point: 'rectRot' },
] as const;

/** Histograms of walkers where they have settled, with exp(−L/T) and the law of steps of their size. */
export const stationaryHistograms: FigureEntry = {
  name: NAME,
  ids: () => [NAME],
  figures: ({ panels }) =>
    panels.flatMap((panel) => {
      const all = shown(panel, ({ runs }) =>
        runs.flatMap(({ arrays }) => arrays.stationaryHistogram ?? []),
      ).map(({ arm, label, data }) => ({ arm, label, histogram: pooled(data) }));
      const parts = Array.from({ length: Math.ceil(all.length / MOST) }, (_, i) =>
        all.slice(i * MOST, (i + 1) * MOST),
      );
      return parts.map((own, i) => ({
        ...partsOf(own),
        setting: [recipe(own.map(({ arm }) => arm))],
        id: `${NAME}${parts.length > 1 ? `-${i + 1}` : ''}${panel.suffix}`,
      }));
    }),
};

/** The histogram of an arm as a density, over its seeds, and the densities that are predicted. */
interface Pooled {
  readonly n: number;
  readonly means: readonly Mean[];
  readonly boltzmann: readonly Point[];
  readonly steps: readonly Point[];
}
type Point = { readonly x: number; readonly y: number };

/** Bins and laws follow from problem and method, so that they are the same in all seeds. */
function pooled(seeds: readonly StationaryHistogramArrays[]): Pooled {
  const [{ edges, places, boltzmann, steps }] = seeds as [StationaryHistogramArrays];
  const width = edges[1]! - edges[0]!;
  const curveOf = (values: readonly number[]) => places.map((x, i) => ({ x, y: values[i]! }));
  return {
    n: seeds.length,
    means: edges.slice(1).map((edge, i) => ({
      x: edge - width / 2,
      ...overAll(
        seeds.map(({ shares, shareErrors }) => [shares[i]! / width, shareErrors[i]! / width]),
      ),
    })),
    ...{ boltzmann: curveOf(boltzmann), steps: curveOf(steps) },
  };
}

/** The mean of values of seeds, each with an error that counts how walkers and looks are correlated; 95 %. */
function overAll(
  seeds: readonly (readonly [value: number, stderr: number])[],
): Pick<Mean, 'mean' | 'interval'> {
  const centre = mean(seeds.map(([value]) => value));
  const stderr = Math.hypot(...seeds.map(([, own]) => own)) / seeds.length;
  const half = normalQuantile(0.975) * stderr;
  return { mean: centre, interval: [centre - half, centre + half] };
}

function partsOf(all: readonly { readonly label: string; readonly histogram: Pooled }[]): Parts {
  const drawn = all.map((one, i) => ({ ...one, ...LOOKS[i]! }));
  return {
    title: 'Where walkers settle',
    alt: `Density of walkers, with two predicted curves for each: ${listed(drawn.map(({ label, histogram }) => altOf(label, histogram)))}.`,
    caption: [
      `Markers: the share of walkers and looks in each bin over its width, of ${listed([...new Set(drawn.map(({ histogram }) => plural(histogram.n, 'seed')))])} together. Bars: 95 %, by the spread of walkers and of parts of the window.`,
      'Solid: the stationary law of steps of this size. Dashed: exp(−L/T) of the temperature that such steps have when they are small.',
    ],
    x: { title: 'Coordinate of a walker', scale: 'linear', padding: 0.02, grid: false },
    y: { title: 'Density', scale: 'linear', low: 0 },
    marks: [
      ...drawn.flatMap(({ label, histogram, colour, point }) => [
        legendKey(label, { colour, shape: point }),
        curve(histogram.steps, { colour, width: 2 }),
        curve(histogram.boltzmann, { colour, width: 2, dash: DASHED }),
        meanWithInterval(histogram.means, { colour, point, radius: 4.5 }),
      ]),
      lineKey('law of the steps', []),
      lineKey('exp(−L/T)', DASHED),
    ],
    legend: 'top',
    key: 'marker',
  };
}

const lineKey = (label: string, dash: readonly number[], colour: Colour = SOFT) =>
  curve([], { label, colour, dash, width: 2 });

function altOf(label: string, { means, boltzmann, steps }: Pooled): string {
  const top = (points: readonly { readonly y: number }[]) => Math.max(...points.map(({ y }) => y));
  const highest = means.map(({ mean }) => ({ y: mean }));
  return `${label} comes to ${short(top(highest))}, the law of its steps to ${short(top(steps))} and exp(−L/T) to ${short(top(boltzmann))}`;
}

const short = (x: number) => String(Number(x.toPrecision(2)));

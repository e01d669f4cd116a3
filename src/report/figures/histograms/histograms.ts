import type { HistogramsArrays } from '../../../lab/probes/watching/histograms.ts';
import { recipe } from '../../arms/recipe.ts';
import { recordedArrays } from '../../arms/recorded-arrays.ts';
import { cool } from '../../plot/colour.ts';
import { legendKey, tiles } from '../../plot/marks/index.ts';
import type { Parts } from '../../sketch/sketch.ts';
import type { FigureEntry } from '../entry.ts';
import { shadesOf, sharesAlong, tilesOf } from './shares-along.ts';

/** Arms that have figures of their own, and arrays of each, the largest; chosen: a report shows no more of one kind. */
const MOST_ARMS = 2;
const MOST_ARRAYS = 3;

/** Heat maps of what these probes counted along the run of an arm's first seed, one for each of its largest arrays of weights. */
const heatMaps = (
  name: string,
  probe: 'weightHistograms' | 'gradientHistograms',
  words: Words,
): FigureEntry => ({
  name,
  ids: () => [name],
  figures: ({ panels }) =>
    panels.flatMap(({ arms, suffix }) => {
      const all = recordedArrays(arms, probe)
        .filter(({ arrays }) => arrays.steps.length > 1)
        .slice(0, MOST_ARMS);
      return all.flatMap(({ arm, run, arrays }, i) =>
        largest(arrays).flatMap((array) => {
          const parts = partsOf(arrays, array, words);
          if (parts === null) return [];
          const own = `${arm.label}, seed ${run.spec.seed}. ${recipe([arm])}`;
          const number = all.length > 1 ? `-${i + 1}` : '';
          return [
            {
              ...parts,
              id: `${name}${number}-p${array}${suffix}`,
              title: all.length > 1 ? `${parts.title}: ${arm.label}` : parts.title,
              caption: [...parts.caption, own],
            },
          ];
        }),
      );
    }),
});

interface Words {
  readonly title: string;
  readonly axis: string;
  readonly what: string;
}

export const weightHistograms = heatMaps('weight-histograms', 'weightHistograms', {
  title: 'Weights along training',
  axis: 'Weight',
  what: 'weights',
});

export const gradientHistograms = heatMaps('gradient-histograms', 'gradientHistograms', {
  title: 'Entries of per-example gradients along training',
  axis: 'Entry over the root mean square of all',
  what: 'entries',
});

/** Numbers of the arrays with most entries, in their order. */
function largest({ steps, counts }: HistogramsArrays): readonly number[] {
  const arrays = counts.length / steps.length;
  const sizes = Array.from({ length: arrays }, (_, a) =>
    steps.reduce((most, __, k) => {
      const all = counts[k * arrays + a]!.reduce((x, y) => x + y, 0);
      return Math.max(most, all);
    }, 0),
  );
  const order = sizes.map((_, a) => a).sort((a, b) => sizes[b]! - sizes[a]!);
  return order.slice(0, MOST_ARRAYS).sort((a, b) => a - b);
}

function partsOf(arrays: HistogramsArrays, array: number, words: Words): Parts | null {
  const found = sharesAlong(arrays, array);
  const drawn = tilesOf(found);
  if (drawn.length === 0) return null;
  const reach = (k: number) => {
    const bins = found.shares[k]!.flatMap((share, b) => (share > 0 ? [b] : []));
    return `${short(found.edges[bins[0]!]!)} to ${short(found.edges[bins.at(-1)! + 1]!)}`;
  };
  const counted = found.shares.flatMap((own, k) => (own.length > 0 ? [k] : []));
  const [first, last] = [counted[0]!, counted.at(-1)!];
  return {
    title: `${words.title}, array p${array}`,
    alt: `Heat map of the ${words.what} of array p${array} by step: they reach from ${reach(first)} at the beginning and from ${reach(last)} at the end.`,
    caption: [
      `Shade: the share of the ${words.what} of array p${array} (as weights.npz numbers them) in each of ${found.edges.length - 1} bins, at ${arrays.steps.length} looks along the run.`,
      found.shares.length < arrays.steps.length && 'Neighbouring looks are averaged.',
      found.beyond > 0 &&
        `At most ${short(100 * found.beyond)} % of a look lie beyond the bins, and are not drawn.`,
      counted.length < found.shares.length && 'Blank where no gradient was counted.',
    ],
    x: {
      ...{ title: 'Step', scale: 'linear', grid: false },
      ...{ low: found.steps[0]!, high: found.steps.at(-1)! },
    },
    y: { title: words.axis, scale: 'linear', padding: 0.02, grid: false },
    marks: [
      tiles(drawn),
      ...shadesOf(drawn).map(({ shade, label }) =>
        legendKey(label, { colour: cool(shade), shape: 'rect' }),
      ),
    ],
    legend: 'right',
    key: 'marker',
  };
}

const short = (x: number): string => String(Number(x.toPrecision(2)));
